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
GLOBL numbers<>(SB), RODATA|NOPTR, $96

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
