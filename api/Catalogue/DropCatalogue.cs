using System.Collections.Frozen;
using Falcon.Api.Catalogue.Drops;

namespace Falcon.Api.Catalogue;

/// <summary>Every reason for which frames are dropped.</summary>
public static class DropCatalogue
{
    private static readonly FrozenDictionary<(string, string), DropReason> s_byName;

    static DropCatalogue()
    {
        Groups =
        [
            new("decapsulate (from the wire)", DecapsulateDrops.All),
            new("collect (from a container)", CollectDrops.All),
            new("bridge", BridgeDrops.All),
            new("deliver (to a container)", DeliverDrops.All),
            new("encapsulate (to the wire)", EncapsulateDrops.All),
            new("handoff (between two workers)", HandoffDrops.All),
        ];
        All = [.. Groups.SelectMany(group => group.Entries)];
        s_byName = All.ToFrozenDictionary(drop => (drop.Stage, drop.Name));
    }

    /// <summary>By stage.</summary>
    public static IReadOnlyList<CatalogueGroup<DropReason>> Groups { get; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DropReason> All { get; }

    /// <summary>A stage's reason; null when it is unknown, as one of a newer daemon may be.</summary>
    public static DropReason? Find(string stage, string name) => s_byName.GetValueOrDefault((stage, name));
}
