import ai.timefold.solver.core.api.domain.entity.PlanningEntity;
import ai.timefold.solver.core.api.domain.lookup.PlanningId;
import ai.timefold.solver.core.api.domain.solution.PlanningEntityCollectionProperty;
import ai.timefold.solver.core.api.domain.solution.PlanningScore;
import ai.timefold.solver.core.api.domain.solution.PlanningSolution;
import ai.timefold.solver.core.api.domain.solution.ProblemFactCollectionProperty;
import ai.timefold.solver.core.api.domain.valuerange.ValueRangeProvider;
import ai.timefold.solver.core.api.domain.variable.PlanningVariable;
import ai.timefold.solver.core.api.score.buildin.hardmediumsoftlong.HardMediumSoftLongScore;
import java.util.ArrayList;
import java.util.List;

/** A month: what may be delivered, each item at one of its choices or not at all. */
@PlanningSolution
public class Month {
    @PlanningEntityCollectionProperty public List<Item> items = new ArrayList<>();
    @ProblemFactCollectionProperty public List<Place> places = new ArrayList<>();
    @PlanningScore public HardMediumSoftLongScore score;

    /** What an area is allotted of a category: at least, at most, and how many stand already. */
    public record Place(int id, long least, long most, long stands) {}

    /** What cannot be used more often than so: a provider's day, a venue's hour, the budget. */
    public record Ceiling(int id, long left) {}

    /** A use of a ceiling. */
    public record Take(Ceiling ceiling, long amount) {}

    /** An area's calendar week: how many deliveries stand in it, and what each more than the most costs. */
    public record Week(int id, long stood, long most, long weight) {}

    /** Sessions in a week. */
    public record Crowd(Week week, long count) {}

    /** Shares of the areas by head, in thousandths, and the service points that stand, by the area's number. */
    public record Shares(long[] share, long[] stood, long weight) {}

    /** One way to deliver an item: the number of its column, what it costs and what it uses. */
    public record Choice(
            int column, long cost, int area, Place place, long points, long sessions, List<Take> takes, List<Crowd> crowds) {}

    /** An order, or a delivery that the least allotment lacks. */
    @PlanningEntity
    public static class Item {
        @PlanningId public int id;
        public Shares shares;
        public List<Choice> choices = new ArrayList<>();
        @PlanningVariable(allowsUnassigned = true) public Choice choice;

        @ValueRangeProvider
        public List<Choice> getChoices() {
            return choices;
        }

        public List<Take> takes() {
            return choice.takes();
        }

        public List<Crowd> crowds() {
            return choice.crowds();
        }
    }
}
