namespace Falcon.Api.Catalogue;

/// <summary>Entries of the catalogue: those that a name stands for, or all.</summary>
/// <param name="Drops">Drop reasons.</param>
/// <param name="Metrics">Metrics.</param>
/// <param name="Events">Events.</param>
public sealed record Explanation(
    IReadOnlyList<DropReason> Drops, IReadOnlyList<MetricDescription> Metrics, IReadOnlyList<EventDescription> Events)
{
    /// <summary>The whole catalogue.</summary>
    public static Explanation All { get; } = new(DropCatalogue.All, MetricCatalogue.All, EventCatalogue.All);

    /// <summary>Every name; a reason that several stages have is there once.</summary>
    public IEnumerable<string> Names =>
        Drops.Select(drop => drop.Name).Concat(Metrics.Select(metric => metric.Name)).Concat(Events.Select(e => e.Name)).Distinct();

    /// <summary>What a name stands for.</summary>
    /// <param name="name">A reason, alone or behind its stage and a slash, a metric or an event.</param>
    /// <returns>Null when it stands for nothing.</returns>
    public static Explanation? Of(string name)
    {
        Explanation found = new(
            [.. DropCatalogue.All.Where(drop => drop.Name == name || drop.FullName == name)],
            [.. MetricCatalogue.All.Where(metric => metric.Name == name)],
            [.. EventCatalogue.All.Where(e => e.Name == name)]);
        return found.Names.Any() ? found : null;
    }
}
