namespace Falcon.Control.Configuration;

/// <summary>Suggests what somebody may have meant.</summary>
public static class Suggestion
{
    /// <summary>"did you mean X?" when one of the choices is similar, otherwise all choices.</summary>
    public static string For(string word, IReadOnlyList<string> choices) =>
        Closest(word, choices) is { } closest ? $"did you mean {closest}?" : $"use {OneOf(choices)}";

    /// <summary>The choices as prose: "a, b or c".</summary>
    public static string OneOf(IReadOnlyList<string> choices) => choices.Count < 2
        ? string.Concat(choices)
        : $"{string.Join(", ", choices.SkipLast(1))} or {choices[^1]}";

    /// <summary>The most similar choice, if it is similar enough for a typing error.</summary>
    public static string? Closest(string word, IReadOnlyList<string> choices) => Near(word, choices).FirstOrDefault();

    /// <summary>All choices that are similar enough, the most similar first.</summary>
    public static IEnumerable<string> Near(string word, IEnumerable<string> choices)
    {
        string folded = Fold(word);
        return choices
            .Select(choice => (choice, distance: Distance(folded, Fold(choice))))
            .Where(c => c.distance <= Math.Max(1, c.choice.Length / 3) || IsShortFor(folded, Fold(c.choice)))
            .OrderBy(c => c.distance)
            .Select(c => c.choice);
    }

    /// <summary>Whether a word is a short form of a choice, such as learn for learning.</summary>
    private static bool IsShortFor(string word, string choice) => word.Length >= 3 && choice.StartsWith(word, StringComparison.Ordinal);

    /// <summary>Ignores case and how words are joined (vxlanPort, vxlan_port).</summary>
    private static string Fold(string word) =>
        word.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>The number of edits from one word to the other. Swapped neighbours count as one edit (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(replaced, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
