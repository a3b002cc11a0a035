import ai.timefold.solver.core.api.score.buildin.hardmediumsoftlong.HardMediumSoftLongScore;
import ai.timefold.solver.core.api.solver.Solver;
import ai.timefold.solver.core.api.solver.SolverFactory;
import ai.timefold.solver.core.config.constructionheuristic.ConstructionHeuristicPhaseConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.MoveSelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.composite.UnionMoveSelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.generic.ChangeMoveSelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.generic.RuinRecreateMoveSelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.generic.SwapMoveSelectorConfig;
import ai.timefold.solver.core.config.localsearch.LocalSearchPhaseConfig;
import ai.timefold.solver.core.config.localsearch.LocalSearchType;
import ai.timefold.solver.core.config.solver.EnvironmentMode;
import ai.timefold.solver.core.config.solver.PreviewFeature;
import ai.timefold.solver.core.config.solver.SolverConfig;
import ai.timefold.solver.core.config.solver.termination.TerminationConfig;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Plans one month: FILE SECONDS SEED SET-UP. Prints `better MS HARD MEDIUM SOFT` and at last `plan COLUMN…`. */
public class Peer {
    public static void main(String[] words) throws IOException {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN); // each step costs a line else
        Month month = Reading.month(Path.of(words[0]));
        double seconds = Double.parseDouble(words[1]);
        SolverConfig config = new SolverConfig()
                .withSolutionClass(Month.class)
                .withEntityClasses(Month.Item.class)
                .withConstraintProviderClass(MonthRules.class)
                .withPreviewFeature(PreviewFeature.DIVERSIFIED_LATE_ACCEPTANCE)
                .withEnvironmentMode(EnvironmentMode.NO_ASSERT)
                .withRandomSeed(Long.parseLong(words[2]))
                .withTerminationConfig(new TerminationConfig().withSpentLimit(Duration.ofMillis((long) (seconds * 1000))))
                .withPhases(new ConstructionHeuristicPhaseConfig(), search(words[3]));
        Solver<Month> solver = SolverFactory.<Month>create(config).buildSolver();
        long began = System.nanoTime();
        solver.addEventListener(event -> {
            HardMediumSoftLongScore score = (HardMediumSoftLongScore) event.getNewBestScore();
            System.out.printf(
                    "better %d %d %d %d%n",
                    (System.nanoTime() - began) / 1_000_000, score.hardScore(), score.mediumScore(), score.softScore());
        });
        Month planned = solver.solve(month);
        StringBuilder said = new StringBuilder("plan");
        for (Month.Item item : planned.items) if (item.choice != null) said.append(' ').append(item.choice.column());
        System.out.println(said);
    }

    private static LocalSearchPhaseConfig search(String setUp) {
        LocalSearchPhaseConfig phase = new LocalSearchPhaseConfig();
        return switch (setUp) {
            case "default" -> phase;
            case "tabu" -> phase.withLocalSearchType(LocalSearchType.TABU_SEARCH);
            case "diversified" -> phase.withLocalSearchType(LocalSearchType.DIVERSIFIED_LATE_ACCEPTANCE);
            case "ruin" -> phase.withLocalSearchType(LocalSearchType.LATE_ACCEPTANCE).withMoveSelectorConfig(ruining());
            default -> throw new IllegalArgumentException("unknown set-up " + setUp);
        };
    }

    private static MoveSelectorConfig<?> ruining() {
        List<MoveSelectorConfig> moves = List.of(
                new ChangeMoveSelectorConfig().withFixedProbabilityWeight(1.0),
                new SwapMoveSelectorConfig().withFixedProbabilityWeight(0.5),
                new RuinRecreateMoveSelectorConfig()
                        .withMinimumRuinedCount(2)
                        .withMaximumRuinedCount(8)
                        .withFixedProbabilityWeight(0.02));
        return new UnionMoveSelectorConfig().withMoveSelectors(moves.toArray(new MoveSelectorConfig[0]));
    }
}
