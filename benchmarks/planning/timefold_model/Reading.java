import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the lines that `timefold.py` writes; each names its kind first and refers to lines before it by number. */
class Reading {
    static Month month(Path file) throws IOException {
        Month month = new Month();
        List<Month.Ceiling> ceilings = new ArrayList<>();
        List<Month.Week> weeks = new ArrayList<>();
        Month.Shares shares = null;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                switch (words[0]) {
                    case "ceiling" -> ceilings.add(new Month.Ceiling(ceilings.size(), number(words[1])));
                    case "week" -> weeks.add(
                            new Month.Week(weeks.size(), number(words[1]), number(words[2]), number(words[3])));
                    case "place" -> month.places.add(new Month.Place(
                            month.places.size(), number(words[1]), number(words[2]), number(words[3])));
                    case "shares" -> shares = new Month.Shares(
                            numbers(words[2]), numbers(words[3]), number(words[1]));
                    case "item" -> {
                        Month.Item item = new Month.Item();
                        item.id = month.items.size();
                        item.shares = shares;
                        month.items.add(item);
                    }
                    case "choice" -> month.items.get(month.items.size() - 1).choices.add(
                            choice(words, month, ceilings, weeks));
                    default -> throw new IOException("unknown line: " + line);
                }
            }
        }
        return month;
    }

    private static Month.Choice choice(
            String[] words, Month month, List<Month.Ceiling> ceilings, List<Month.Week> weeks) {
        List<Month.Take> takes = new ArrayList<>();
        for (long[] pair : pairs(words[7])) takes.add(new Month.Take(ceilings.get((int) pair[0]), pair[1]));
        List<Month.Crowd> crowds = new ArrayList<>();
        for (long[] pair : pairs(words[8])) crowds.add(new Month.Crowd(weeks.get((int) pair[0]), pair[1]));
        return new Month.Choice(
                (int) number(words[1]),
                number(words[2]),
                (int) number(words[3]),
                month.places.get((int) number(words[4])),
                number(words[5]),
                number(words[6]),
                List.copyOf(takes),
                List.copyOf(crowds));
    }

    private static long number(String word) {
        return Long.parseLong(word);
    }

    private static long[] numbers(String word) {
        String[] parts = word.split(",");
        long[] found = new long[parts.length];
        for (int place = 0; place < parts.length; place++) found[place] = number(parts[place]);
        return found;
    }

    /** `3:1,4:1`, or `-` for none. */
    private static List<long[]> pairs(String word) {
        List<long[]> found = new ArrayList<>();
        if (word.equals("-")) return found;
        for (String pair : word.split(",")) {
            String[] both = pair.split(":");
            found.add(new long[] {number(both[0]), number(both[1])});
        }
        return found;
    }
}
