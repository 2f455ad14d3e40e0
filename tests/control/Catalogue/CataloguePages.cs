using System.Text;
using System.Text.RegularExpressions;
using Falcon.Api.Catalogue;

namespace Falcon.Control.Tests.Catalogue;

/// <summary>Makes the pages of docs/ from the catalogue.</summary>
internal static partial class CataloguePages
{
    private const string Note =
        "<!-- Made from api/Catalogue: change it there, then renew this page with FALCON_RENEW=1; docs/architecture/extending.md says how. "
            + "-->";

    public static string Drops() => Page(
        "Drops",
        """
        Every frame that a stage drops has a reason: a name in `falcon status`, `/v1/status` and `/metrics`. `falcon explain REASON` prints
        what is said here. *Load* marks reasons that say "too much, too fast"; the others say that something is wrong with the frame or the
        set-up. A drop is counted on one account: a port, an overlay, or the host.

        Frames that the kernel drops before the stages see them are in the counters of the uplink: see [metrics](metrics.md#uplinks).
        See also [losses that are not counted](operations.md#losses-that-are-not-counted).
        """,
        DropCatalogue.Groups,
        ["reason", "means", "cause", "what to do"],
        drop => [$"`{drop.Name}`", drop.Load ? $"*load*: {Lower(drop.Meaning)}" : drop.Meaning, drop.Cause, drop.Remedy + Link(drop.See)]);

    public static string Metrics() => Page(
        "Metrics",
        """
        `GET /metrics` on the [admin socket](operations.md#admin-api), in Prometheus' text format; the meanings are the help texts. `falcon
        explain METRIC` prints one. All counters start at 0 with the daemon. A series of drops appears with its first drop; the series of a
        removed port end.
        """,
        MetricCatalogue.Groups,
        ["metric", "type", "unit", "labels", "meaning"],
        metric =>
        [
            $"`{metric.Name}`", metric.Type.ToString().ToLowerInvariant(), metric.Unit, string.Join(", ", metric.Labels), metric.Meaning,
        ]) + Alerts();

    public static string Events() => Page(
        "Events",
        """
        What the daemon writes to its [log](operations.md#log), one line per event. Words in capitals stand for what varies. `falcon explain
        EVENT` prints what is said here.
        """,
        EventCatalogue.Groups,
        ["line", "level", "meaning", "what to do"],
        e => [$"`{e.Line}`", e.Level.ToString().ToLowerInvariant(), e.Meaning, e.Remedy + Link(e.See)]);

    /// <summary>The anchor that GitHub gives a heading.</summary>
    public static string Anchor(string heading) => NoWord().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    private static string Page<T>(
        string title, string introduction, IReadOnlyList<CatalogueGroup<T>> groups, string[] columns, Func<T, string[]> cells)
    {
        StringBuilder page = new($"# {title}\n\n{Note}\n\n{introduction}\n");
        page.Append('\n').AppendJoin('\n', groups.Select(group => $"* [{group.Title}](#{Anchor(group.Title)})")).Append('\n');
        foreach (CatalogueGroup<T> group in groups)
        {
            page.Append($"\n## {group.Title}\n\n").Append(Row(columns)).Append(Row(columns.Select(_ => "---")));
            foreach (T entry in group.Entries) page.Append(Row(cells(entry)));
        }

        return page.ToString();
    }

    private static string Alerts()
    {
        IEnumerable<string> alerts = MetricCatalogue.All.Where(metric => metric.Alert is not null)
            .Select(metric => metric.Alert == "rises" ? $"* `{metric.Name}` rises" : $"* `{metric.Name} {metric.Alert}`");
        return $"\n## Worth an alert\n\n{string.Join('\n', alerts)}\n* any reason that is marked *load* in [drops](drops.md) rises\n";
    }

    private static string Row(IEnumerable<string> cells) =>
        $"| {string.Join(" | ", cells)} |\n".Replace("|  |", "| |", StringComparison.Ordinal);

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];

    private static string Link(string? section) => section is null ? "" : $" See [{section}](operations.md#{Anchor(section)}).";

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NoWord();
}
