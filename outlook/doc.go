// Package outlook answers whether a share of women will last: how likely each
// target is to hold month by month, what drives the risk, and the cheapest
// decisions that hold it.
//
// Call first: [Simulate] for a [Sample] of possible futures, [Forecast] for the
// fans and chances drawn from it, [Risks] for what the uncertainty is made of,
// [Search] for the cheapest plan, [Readiness] and [Succession] for leadership.
// [Backtest] and [CRPS] say how good such forecasts were. Where nothing is known
// but published counts by month, [SeriesModel] and [ForecastSum] forecast those,
// and [SeriesBacktest] says how well.
//
// # The model
//
// A [Model] is data. People stand in stages ("willing", "in the course",
// "cleared", "nominated", "deployed to X"); a stage may occupy posts of a
// [Group] (a category in a mission at a leadership tier). Time goes by months; a
// month's position is the one at its end. In month t, in this order:
//
//  1. Recalls of t: all who hold posts of the group leave for a stage (a unit's
//     rotation, a mission's closing).
//  2. Dates fall due: who has been in a stage for its Duration goes on by its
//     Due branches, or else to Then (a tour ends: extended or home).
//  3. Validity ends: a clearance that is out of date takes its holder to Lapse.
//  4. Each person takes the stage's Monthly branches (leaves, volunteers, comes
//     home early), at most one a month. People come in from outside (Inflow).
//  5. Moves of t in the order of the model: up to so many places, some kept for
//     women, taken from a stage by those whose validity ends first (course
//     intakes, assessment sessions, nominations, deployments into free posts).
//  6. The position is counted.
//
// With n people of a sex in a stage and branch probabilities p₁, p₂, … the
// numbers that leave are X₁ ~ Bin(n, p₁), X₂ ~ Bin(n − X₁, p₂), …: each
// probability is "of those who did not take an earlier branch". Of a stage's
// cohorts by date the X leavers are a random sample (multivariate
// hypergeometric). Places beyond those kept for women go to the remaining
// candidates at random: the number of women is hypergeometric. Sampling is
// exact in the arithmetic of float64; nobody is a fraction.
//
// People in posts today are individuals ([Person]) with dates of their own;
// they become part of a cohort when they leave the post.
//
// # Parameters
//
// Each branch probability is a [Parameter] with counts by sex and a weakly
// informed prior of mean m₀ and weight k₀ (in people), from a named source. With
// x of n for a sex and y of l for the other, and the weight κ that says how
// alike the sexes are thought to be,
//
//	m = (m₀k₀ + y) / (k₀ + l),   1/k = 1/κ + 1/(k₀ + l)
//	p ~ Beta(m·k + x, (1−m)·k + n − x)
//
// that is: the other sex informs this one, never by more than κ people. Tiny
// counts lean on the pooled prior, large ones speak for themselves. Each
// scenario draws its own p for each parameter and sex, so a fan holds both what
// is not known and what is left to chance.
//
// # Random numbers
//
// SplitMix64 read by address: seed, scenario, month, place in the model, sex and
// draw. A scenario is therefore the same under every plan (common random
// numbers), on any number of cores and in any order. Draws invert the
// distribution function wherever the mean is below 64, so more people or a
// higher probability never give fewer; above, by transformed rejection, nearly so.
//
// # How an office becomes a model
//
//   - A course: a stage of the course's Duration whose Due branch is the pass
//     rate, entered by a Move a date with Seats and places kept for Women.
//   - An assessment session: the same with a Duration of one month; who passes
//     enters a stage with the clearance's Validity, from there on kept by every
//     stage with Keeps until it lapses.
//   - Nominations: a Move each month from the cleared to a stage with the months
//     that a decision takes, of those whose clearance Lasts as long, Upto as many
//     as the posts need; the Due branch is selection, Then leads back.
//   - Deployment: an Open, Vacant Move each month into a stage of the group.
//   - A tour: that stage's Duration; an extension is a Due branch to a second
//     stage of the same group; early return is a Monthly branch; both end in a
//     stage for the rest, whose Then is the pool again.
//   - A unit's rotation: a Recall and, in the same month, a Move of the next
//     contingent from the unit's own pool, MenFirst where its composition is fixed.
//   - A mission's closing: a Recall that Closes. Fewer posts: a later Step.
//   - A leadership tier: stages of its own, groups with the Tier; who becomes
//     eligible on a known day is a Crowd of one with From.
//
// # Left out on purpose
//
// Parameters do not drift over time (except by levers); the two sexes' draws of
// one parameter are independent given the counts; a person's months in a stage
// do not change the chance of leaving it; ages and retirements enter as dates of
// known people and as monthly branches of everybody else; posts that fall away
// without a recall send nobody home, they only take nobody new.
package outlook
