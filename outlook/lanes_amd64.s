#include "go_asm.h"
#include "textflag.h"

// The samplers of lanes.go in registers of eight lanes (AVX-512). Each step is
// the scalar one with the same roundings in the same order: no step is fused, so
// that both give the same numbers to the last bit.

DATA numbers<>+0(SB)/8, $0xbf58476d1ce4e5b9  // SplitMix64's multipliers
DATA numbers<>+8(SB)/8, $0x94d049bb133111eb
DATA numbers<>+16(SB)/8, $0x3ca0000000000000 // 2⁻⁵³
DATA numbers<>+24(SB)/8, $0x3ff0000000000000 // 1
DATA numbers<>+32(SB)/8, $0x4070000000000000 // 256
DATA numbers<>+40(SB)/8, $0x3fe0000000000000 // 1/2
DATA numbers<>+48(SB)/8, $0x3f662e42fefa39ef // ln 2 / 256
DATA numbers<>+56(SB)/8, $0x3fc5555555555555 // 1/6
DATA numbers<>+64(SB)/8, $0x3fa5555555555555 // 1/24
DATA numbers<>+72(SB)/8, $255
DATA numbers<>+80(SB)/8, $1023
DATA numbers<>+88(SB)/8, $1
DATA numbers<>+96(SB)/8, $0x3ff71547652b82fe // log₂ e
DATA numbers<>+104(SB)/8, $0x4000000000000000 // 2
GLOBL numbers<>(SB), RODATA|NOPTR, $112

// CONSTANTS puts the numbers above, and the distance at, where the macros below
// look for them.
#define CONSTANTS \
	VBROADCASTSD numbers<>+0(SB), Z31  \
	VBROADCASTSD numbers<>+8(SB), Z30  \
	VBROADCASTSD numbers<>+16(SB), Z29 \
	VBROADCASTSD numbers<>+24(SB), Z28 \
	VBROADCASTSD numbers<>+32(SB), Z27 \
	VBROADCASTSD numbers<>+40(SB), Z26 \
	VBROADCASTSD numbers<>+48(SB), Z25 \
	VBROADCASTSD numbers<>+56(SB), Z24 \
	VBROADCASTSD numbers<>+64(SB), Z23 \
	VPBROADCASTQ numbers<>+72(SB), Z22 \
	VPBROADCASTQ numbers<>+80(SB), Z21 \
	VPBROADCASTQ numbers<>+88(SB), Z20

// UNIT makes z, positions in the sequence, uniform numbers; s is spoilt.
#define UNIT(z, s) \
	VPSRLQ    $30, z, s  \
	VPXORQ    s, z, z    \
	VPMULLQ   Z31, z, z  \
	VPSRLQ    $27, z, s  \
	VPXORQ    s, z, z    \
	VPMULLQ   Z30, z, z  \
	VPSRLQ    $31, z, s  \
	VPXORQ    s, z, z    \
	VPSRLQ    $11, z, z  \
	VCVTQQ2PD z, z       \
	VMULPD    Z29, z, z

// POWER makes y the power 2^y as tables.power does; SI is the tables. It spoils
// a, b, c, d and K7.
#define POWER(y, a, b, c, d) \
	VMULPD     Z27, y, y                       \
	VSUBPD     Z26, y, a                       \
	VCVTTPD2QQ a, a                            \
	VCVTQQ2PD  a, b                            \
	VSUBPD     b, y, y                         \
	VMULPD     Z25, y, y                       \
	VMULPD     y, y, b                         \
	VMULPD     Z24, y, c                       \
	VADDPD     Z26, c, c                       \
	VMULPD     Z23, b, d                       \
	VADDPD     d, c, c                         \
	VMULPD     c, b, c                         \
	VADDPD     Z28, y, y                       \
	VADDPD     c, y, y                         \
	VPANDQ     Z22, a, b                       \
	KXNORB     K7, K7, K7                      \
	VXORPD     c, c, c                         \
	VGATHERQPD tables_roots(SI)(b*8), K7, c    \
	VMULPD     y, c, y                         \
	VPSRAQ     $8, a, a                        \
	VPADDQ     Z21, a, a                       \
	VPSLLQ     $52, a, a                       \
	VMULPD     a, y, y

// func binomialsWide(drawn, n *vec, v *value, start *[lanes]uint64, at uint64, t *tables) (large uint64)
TEXT ·binomialsWide(SB), NOSPLIT, $0-56
	MOVQ         drawn+0(FP), AX
	MOVQ         n+8(FP), BX
	MOVQ         v+16(FP), CX
	MOVQ         start+24(FP), DX
	VPBROADCASTQ at+32(FP), Z18
	MOVQ         t+40(FP), SI
	CONSTANTS
	VBROADCASTSD tables_bound(SI), Z17
	XORQ         R10, R10
	MOVQ         $8, R9

block:
	SHRQ         $8, R10
	VPADDQ       (DX), Z18, Z0
	UNIT(Z0, Z1)
	VCVTDQ2PD    (BX), Z2
	VMOVUPD      value_p(CX), Z5
	VMULPD       Z5, Z2, Z3
	VSUBPD       Z3, Z28, Z3
	VCMPPD       $0x1D, Z3, Z0, K1 // u ≥ 1 − n·p: perhaps somebody
	VPXORQ       Z15, Z15, Z15
	KORTESTB     K1, K1
	JZ           store
	VCMPPD       $0x1E, Z26, Z5, K1, K2 // p > ½: turned
	VSUBPD       Z0, Z28, K2, Z0
	VMULPD       value_small(CX), Z2, Z6
	VCMPPD       $0x1D, Z17, Z6, K1, K3 // a large mean: drawn by rejection
	KMOVB        K3, R11
	SHLQ         $56, R11
	ORQ          R11, R10
	KANDNB       K1, K3, K4
	VMULPD       value_stay(CX), Z2, Z7
	POWER(Z7, Z8, Z9, Z10, Z11)
	VCMPPD       $0x1D, Z7, Z0, K4, K4 // u ≥ the chance of nobody
	KORTESTB     K4, K4
	JZ           turn
	VMOVUPD      value_odds(CX), Z13
	VADDPD       Z28, Z2, Z14
	VMULPD       Z13, Z14, Z14 // odds·(n+1)
	LEAQ         tables_inverse(SI), R12
	LEAQ         tables_inverse+const_tabulatedInverses*8(SI), R13

add:
	VMULPD.BCST  (R12), Z14, Z11
	VSUBPD       Z7, Z0, Z0
	VSUBPD       Z13, Z11, Z11
	VMULPD       Z11, Z7, Z7
	VPADDQ       Z20, Z15, K4, Z15
	VCMPPD       $0x1D, Z7, Z0, K4, K4
	ADDQ         $8, R12
	CMPQ         R12, R13
	JEQ          turn
	KORTESTB     K4, K4
	JNZ          add

turn:
	VPMOVSXDQ    (BX), Z3
	VPMINSQ      Z3, Z15, Z15
	VPSUBQ       Z15, Z3, K2, Z15

store:
	VPMOVQD      Z15, (AX)
	ADDQ         $32, AX
	ADDQ         $32, BX
	ADDQ         $64, CX
	ADDQ         $64, DX
	DECQ         R9
	JNZ          block
	MOVQ         R10, large+48(FP)
	VZEROUPPER
	RET

// func hyperWide(x, good, bad, draws *vec, at *[lanes]uint64, n int, t *tables) (open uint64)
TEXT ·hyperWide(SB), NOSPLIT, $0-64
	MOVQ         x+0(FP), AX
	MOVQ         good+8(FP), BX
	MOVQ         bad+16(FP), R13
	MOVQ         draws+24(FP), DX
	MOVQ         at+32(FP), DI
	MOVQ         n+40(FP), R9
	MOVQ         t+48(FP), SI
	CONSTANTS
	VBROADCASTSD tables_bound(SI), Z17
	VBROADCASTSD tables_kept(SI), Z16
	VPXORQ       Z19, Z19, Z19
	XORQ         R10, R10
	XORQ         R8, R8 // the block's first place

block:
	VMOVDQU64    (DI), Z0
	UNIT(Z0, Z1)
	VCVTDQ2PD    (BX), Z2
	VCVTDQ2PD    (R13), Z3
	VCVTDQ2PD    (DX), Z4
	VADDPD       Z3, Z2, Z8 // all
	VMULPD       Z2, Z4, Z7
	VDIVPD       Z8, Z7, Z7 // mean
	VSUBPD       Z3, Z4, Z5
	VMAXPD       Z19, Z5, Z5 // low
	VMINPD       Z4, Z2, Z6  // high
	VSUBPD       Z7, Z6, Z9
	VSUBPD       Z5, Z7, Z10
	VCMPPD       $0x11, Z10, Z9, K1 // turned: high − mean < mean − low
	VMOVAPD      Z2, Z9
	VMOVAPD      Z3, K1, Z2
	VMOVAPD      Z9, K1, Z3
	VSUBPD       Z0, Z28, K1, Z0
	VSUBPD       Z7, Z4, K1, Z7
	VSUBPD       Z3, Z4, Z5
	VMAXPD       Z19, Z5, Z5
	VMINPD       Z4, Z2, Z6
	VCMPPD       $0x11, Z6, Z5, K4 // low < high: something to draw
	VSUBPD       Z5, Z7, Z10
	VCMPPD       $0x11, Z17, Z10, K4, K2 // the mean is near
	VCMPPD       $0x11, Z16, Z8, K2, K2  // and the factorials are kept
	KANDNB       K4, K2, K3
	KMOVB        K3, R11
	MOVQ         R8, CX
	SHLQ         CX, R11
	ORQ          R11, R10
	VPXORQ       Z15, Z15, Z15
	KMOVB        K2, K4
	KORTESTB     K4, K4
	JZ           ready

	// The chance of low: four factorials.
	VCMPPD       $0x00, Z19, Z5, K5
	VMOVAPD      Z2, Z9
	VMOVAPD      Z3, K5, Z9  // bad, or good
	VMOVAPD      Z4, Z10
	VSUBPD       Z4, Z8, K5, Z10 // all − draws, or draws
	VSUBPD       Z4, Z3, Z12     // bad − draws
	VSUBPD       Z12, Z19, Z11
	VMAXPD       Z12, Z11, Z11
	VCVTTPD2QQ   Z9, Z9
	VCVTTPD2QQ   Z10, Z10
	VCVTTPD2QQ   Z11, Z11
	VCVTTPD2QQ   Z8, Z8
	VXORPD       Z1, Z1, Z1
	VXORPD       Z13, Z13, Z13
	VXORPD       Z14, Z14, Z14
	VXORPD       Z18, Z18, Z18
	KMOVB        K4, K7
	VGATHERQPD   tables_logFactorial(SI)(Z9*8), K7, Z1
	KMOVB        K4, K7
	VGATHERQPD   tables_logFactorial(SI)(Z10*8), K7, Z13
	KMOVB        K4, K7
	VGATHERQPD   tables_logFactorial(SI)(Z11*8), K7, Z14
	KMOVB        K4, K7
	VGATHERQPD   tables_logFactorial(SI)(Z8*8), K7, Z18
	VADDPD       Z13, Z1, Z1
	VSUBPD       Z14, Z1, Z1
	VSUBPD       Z18, Z1, Z1
	VMULPD.BCST  numbers<>+96(SB), Z1, Z1
	VMINPD       Z19, Z1, Z1
	POWER(Z1, Z8, Z9, Z10, Z11)
	VCMPPD       $0x1D, Z1, Z0, K4, K4
	KORTESTB     K4, K4
	JZ           ready

	// The scale, and both products with their steps.
	VADDPD       Z28, Z7, Z8
	VADDPD       Z7, Z12, Z9
	VADDPD       Z28, Z9, Z9
	VMULPD       Z9, Z8, Z8
	VDIVPD       Z8, Z28, Z8   // scale
	VSUBPD       Z5, Z2, Z9
	VSUBPD       Z5, Z4, Z10
	VMULPD       Z10, Z9, Z11  // (good − x)·(draws − x)
	VADDPD       Z10, Z9, Z9
	VSUBPD       Z28, Z9, Z9   // by how much it falls
	VADDPD       Z28, Z5, Z10
	VADDPD       Z10, Z12, Z12 // bad − draws + x + 1
	VMULPD       Z12, Z10, Z13 // times x + 1
	VADDPD       Z12, Z10, Z10
	VADDPD       Z28, Z10, Z10 // by how much it rises
	VBROADCASTSD numbers<>+104(SB), Z14
	MOVQ         $const_tabulatedInverses, R12

rise:
	VSUBPD       Z1, Z0, Z0
	VMULPD       Z8, Z13, Z3
	VMULPD       Z8, Z11, Z18
	VMULPD       Z3, Z0, Z0
	VMULPD       Z18, Z1, Z1
	VSUBPD       Z9, Z11, Z11
	VSUBPD       Z14, Z9, Z9
	VADDPD       Z10, Z13, Z13
	VADDPD       Z14, Z10, Z10
	VPADDQ       Z20, Z15, K4, Z15
	VCMPPD       $0x1D, Z1, Z0, K4, K4
	DECQ         R12
	JZ           ready
	KORTESTB     K4, K4
	JNZ          rise

ready:
	VCVTTPD2QQ   Z5, Z5
	VCVTTPD2QQ   Z6, Z6
	VPADDQ       Z5, Z15, Z15
	VPMINSQ      Z6, Z15, Z15
	VPMOVSXDQ    (DX), Z3
	VPSUBQ       Z15, Z3, K1, Z15
	VPMOVQD      Z15, (AX)
	ADDQ         $32, AX
	ADDQ         $32, BX
	ADDQ         $32, DX
	ADDQ         $32, R13
	ADDQ         $64, DI
	ADDQ         $8, R8
	CMPQ         R8, R9
	JLT          block
	MOVQ         R10, open+56(FP)
	VZEROUPPER
	RET

// func leaveWide(cells *vec, count, ring int, total, left *vec, start *[lanes]uint64, at uint64, into *vec)
TEXT ·leaveWide(SB), NOSPLIT, $0-64
	MOVQ         total+24(FP), BX
	MOVQ         left+32(FP), CX
	MOVQ         start+40(FP), DX
	VPBROADCASTQ at+48(FP), Z18
	MOVQ         ring+16(FP), R8
	MOVQ         R8, R13
	SHLQ         $8, R13 // the ring's bytes
	CONSTANTS
	VPXORQ       Z19, Z19, Z19
	MOVL         $1, AX
	VPBROADCASTD AX, Z16
	XORQ         SI, SI // the group of lanes

group:
	VMOVDQU32    (CX), Z2
	VPCMPD       $6, Z19, Z2, K1 // somebody is left to leave
	KORTESTW     K1, K1
	JZ           next
	VPSUBD       Z16, Z2, K1, Z2
	VMOVDQU32    Z2, (CX)
	VPADDQ       (DX), Z18, Z0
	UNIT(Z0, Z1)
	VPADDQ       64(DX), Z18, Z3
	UNIT(Z3, Z1)
	VCVTDQ2PD    (BX), Z4
	VCVTDQ2PD    32(BX), Z5
	VMULPD       Z4, Z0, Z0
	VMULPD       Z5, Z3, Z3
	VCVTTPD2DQ   Z0, Y0
	VCVTTPD2DQ   Z3, Y3
	VINSERTI64X4 $1, Y3, Z0, Z0 // the rank of who leaves
	VMOVDQU32    (BX), Z4
	VPSUBD       Z16, Z4, K1, Z4
	VMOVDQU32    Z4, (BX)
	MOVQ         cells+0(FP), R9
	ADDQ         SI, R9
	MOVQ         count+8(FP), R10
	MOVQ         into+56(FP), R11
	TESTQ        R11, R11
	JNZ          keeping

cell:
	VMOVDQU32    (R9), Z5
	VPSUBD       Z5, Z0, Z0
	VPCMPD       $1, Z19, Z0, K1, K2 // it lies in this cell
	VPSUBD       Z16, Z5, K2, Z5
	VMOVDQU32    Z5, (R9)
	KANDNW       K1, K2, K1
	ADDQ         $256, R9
	DECQ         R10
	JNZ          cell
	JMP          next

keeping:
	ADDQ         SI, R11
	MOVQ         R8, R12

keptCell:
	VMOVDQU32    (R9), Z5
	VPSUBD       Z5, Z0, Z0
	VPCMPD       $1, Z19, Z0, K1, K2
	VPSUBD       Z16, Z5, K2, Z5
	VMOVDQU32    Z5, (R9)
	VMOVDQU32    (R11), Z6
	VPADDD       Z16, Z6, K2, Z6
	VMOVDQU32    Z6, (R11)
	KANDNW       K1, K2, K1
	ADDQ         $256, R9
	ADDQ         $256, R11
	DECQ         R12
	JNZ          same
	MOVQ         R8, R12
	SUBQ         R13, R11

same:
	DECQ         R10
	JNZ          keptCell

next:
	ADDQ         $64, BX
	ADDQ         $64, CX
	ADDQ         $128, DX
	ADDQ         $64, SI
	CMPQ         SI, $256
	JLT          group
	VZEROUPPER
	RET

// func wideProcessor() bool
//
// AVX-512 F, DQ, BW and VL, and an operating system that keeps the registers.
TEXT ·wideProcessor(SB), NOSPLIT, $0-1
	MOVB  $0, ret+0(FP)
	MOVL  $0, AX
	CPUID
	CMPL  AX, $7
	JLT   no
	MOVL  $1, AX
	MOVL  $0, CX
	CPUID
	BTL   $27, CX // XGETBV may be asked
	JCC   no
	MOVL  $0, CX
	XGETBV
	ANDL  $0xE6, AX
	CMPL  AX, $0xE6
	JNE   no
	MOVL  $7, AX
	MOVL  $0, CX
	CPUID
	ANDL  $0xC0030000, BX
	CMPL  BX, $0xC0030000
	JNE   no
	MOVB  $1, ret+0(FP)

no:
	RET

// The vectors of whole numbers need nothing that not every amd64 has.

#define EACH(step) step(0) step(16) step(32) step(48) step(64) step(80) step(96) step(112) \
	step(128) step(144) step(160) step(176) step(192) step(208) step(224) step(240)

#define ADD(o) MOVOU o(AX), X0; MOVOU o(BX), X1; PADDL X1, X0; MOVOU X0, o(AX);
#define SUB(o) MOVOU o(AX), X0; MOVOU o(BX), X1; PSUBL X1, X0; MOVOU X0, o(AX);
#define OR(o) MOVOU o(AX), X1; POR X1, X0;

// func addVec(v, x *vec)
TEXT ·addVec(SB), NOSPLIT, $0-16
	MOVQ v+0(FP), AX
	MOVQ x+8(FP), BX
	EACH(ADD)
	RET

// func subVec(v, x *vec)
TEXT ·subVec(SB), NOSPLIT, $0-16
	MOVQ v+0(FP), AX
	MOVQ x+8(FP), BX
	EACH(SUB)
	RET

// func anyVec(v *vec) bool
TEXT ·anyVec(SB), NOSPLIT, $0-9
	MOVQ  v+0(FP), AX
	PXOR  X0, X0
	EACH(OR)
	PXOR  X1, X1
	PCMPEQL X1, X0
	PMOVMSKB X0, CX
	CMPL  CX, $0xFFFF
	SETNE ret+8(FP)
	RET

#define GREATER(o) MOVOU o(AX), X1; PCMPGTL X2, X1; POR X1, X0;

// func moreVec(v *vec) bool
TEXT ·moreVec(SB), NOSPLIT, $0-9
	MOVQ     v+0(FP), AX
	PXOR     X0, X0
	PXOR     X2, X2
	EACH(GREATER)
	PMOVMSKB X0, CX
	TESTL    CX, CX
	SETNE    ret+8(FP)
	RET

// The smaller number is the left one where the mask of "greater" is not set.
#define TAKE(o) MOVOU o(AX), X0; MOVOU o(BX), X1; MOVOU X0, X2; PCMPGTL X1, X2; \
	MOVOU X1, X3; PAND X2, X3; PANDN X0, X2; POR X3, X2; \
	PSUBL X2, X0; PSUBL X2, X1; MOVOU X0, o(AX); MOVOU X1, o(BX); MOVOU X2, o(CX);

// func takeVec(taken, cell, left *vec)
TEXT ·takeVec(SB), NOSPLIT, $0-24
	MOVQ taken+0(FP), CX
	MOVQ cell+8(FP), AX
	MOVQ left+16(FP), BX
	EACH(TAKE)
	RET
