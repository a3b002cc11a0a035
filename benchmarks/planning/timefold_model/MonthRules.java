import ai.timefold.solver.core.api.score.buildin.hardmediumsoftlong.HardMediumSoftLongScore;
import ai.timefold.solver.core.api.score.stream.Constraint;
import ai.timefold.solver.core.api.score.stream.ConstraintCollectors;
import ai.timefold.solver.core.api.score.stream.ConstraintFactory;
import ai.timefold.solver.core.api.score.stream.ConstraintProvider;
import ai.timefold.solver.core.api.score.stream.uni.UniConstraintCollector;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** The month's rules: ceilings and allotments are hard, least allotments come before the wishes. */
public class MonthRules implements ConstraintProvider {
    static final int WHOLE = 1000;

    @Override
    public Constraint[] defineConstraints(ConstraintFactory rules) {
        return new Constraint[] {ceilings(rules), most(rules), least(rules), worth(rules), spacing(rules), fairness(rules)};
    }

    Constraint ceilings(ConstraintFactory rules) {
        return rules.forEach(Month.Item.class)
                .flattenLast(Month.Item::takes)
                .groupBy(Month.Take::ceiling, ConstraintCollectors.sumLong(Month.Take::amount))
                .filter((ceiling, used) -> used > ceiling.left())
                .penalizeLong(HardMediumSoftLongScore.ONE_HARD, (ceiling, used) -> used - ceiling.left())
                .asConstraint("ceilings");
    }

    Constraint most(ConstraintFactory rules) {
        return rules.forEach(Month.Item.class)
                .groupBy(item -> item.choice.place(), ConstraintCollectors.sumLong(item -> item.choice.sessions()))
                .filter((place, count) -> place.stands() + count > place.most())
                .penalizeLong(HardMediumSoftLongScore.ONE_HARD, (place, count) -> place.stands() + count - place.most())
                .asConstraint("most");
    }

    Constraint least(ConstraintFactory rules) {
        return rules.forEach(Month.Item.class)
                .groupBy(item -> item.choice.place(), ConstraintCollectors.sumLong(item -> item.choice.sessions()))
                .complement(Month.Place.class, place -> 0L)
                .filter((place, count) -> place.stands() + count < place.least())
                .penalizeLong(HardMediumSoftLongScore.ONE_MEDIUM, (place, count) -> place.least() - place.stands() - count)
                .asConstraint("least");
    }

    Constraint worth(ConstraintFactory rules) {
        return rules.forEach(Month.Item.class)
                .impactLong(HardMediumSoftLongScore.ONE_SOFT, item -> -item.choice.cost())
                .asConstraint("worth");
    }

    Constraint spacing(ConstraintFactory rules) {
        return rules.forEach(Month.Item.class)
                .flattenLast(Month.Item::crowds)
                .groupBy(Month.Crowd::week, ConstraintCollectors.sumLong(Month.Crowd::count))
                .filter((week, count) -> week.stood() + count > week.most())
                .penalizeLong(HardMediumSoftLongScore.ONE_SOFT, MonthRules::crowded)
                .asConstraint("spacing");
    }

    static long crowded(Month.Week week, long count) {
        return week.weight() * (week.stood() + count - Math.max(week.stood(), week.most()));
    }

    Constraint fairness(ConstraintFactory rules) {
        return rules.forEach(Month.Item.class)
                .groupBy(new Unfairness())
                .penalizeLong(HardMediumSoftLongScore.ONE_SOFT, off -> off)
                .asConstraint("fairness");
    }

    /** By how many service points all areas together lie off their shares by head, each rounded up, weighed. */
    static class Unfairness implements UniConstraintCollector<Month.Item, Unfairness.Sums, Long> {
        static class Sums {
            Month.Shares shares;
            long[] points;
        }

        @Override
        public Supplier<Sums> supplier() {
            return Sums::new;
        }

        @Override
        public BiFunction<Sums, Month.Item, Runnable> accumulator() {
            return (sums, item) -> {
                if (sums.shares == null) {
                    sums.shares = item.shares;
                    sums.points = item.shares.stood().clone();
                }
                int area = item.choice.area();
                long worth = item.choice.points();
                sums.points[area] += worth;
                return () -> sums.points[area] -= worth;
            };
        }

        @Override
        public Function<Sums, Long> finisher() {
            return sums -> {
                long total = 0;
                long off = 0;
                for (long own : sums.points) total += own;
                for (int area = 0; area < sums.points.length; area++) {
                    long apart = Math.abs(sums.points[area] * WHOLE - total * sums.shares.share()[area]);
                    off += (apart + WHOLE - 1) / WHOLE;
                }
                return off * sums.shares.weight();
            };
        }
    }
}
