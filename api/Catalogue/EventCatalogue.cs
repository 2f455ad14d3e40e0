using System.Collections.Frozen;
using Falcon.Api.Catalogue.Events;

namespace Falcon.Api.Catalogue;

/// <summary>Every event that the daemon writes to its log.</summary>
public static class EventCatalogue
{
    private static readonly FrozenDictionary<string, EventDescription> s_byName;

    static EventCatalogue()
    {
        Groups =
        [
            new("Daemon", DaemonEvents.All),
            new("Configuration", ConfigurationEvents.All),
            new("Uplinks and lanes", UplinkEvents.All),
            new("VTEPs", VtepEvents.All),
            new("Ports and budgets", PortEvents.All),
            new("Cgroups", CgroupEvents.All),
        ];
        All = [.. Groups.SelectMany(group => group.Entries)];
        s_byName = All.ToFrozenDictionary(e => e.Name);
    }

    /// <summary>By what they are about.</summary>
    public static IReadOnlyList<CatalogueGroup<EventDescription>> Groups { get; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<EventDescription> All { get; }

    /// <summary>The event of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static EventDescription Get(string name) => s_byName[name];
}
