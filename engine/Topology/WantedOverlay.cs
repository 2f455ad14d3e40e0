using Falcon.Engine.Events;
using Falcon.Engine.Options;

namespace Falcon.Engine.Topology;

/// <summary>An overlay as it is wanted, its MTU decided.</summary>
/// <param name="Options">What the operator wants.</param>
/// <param name="Mtu">Largest inner IP packet in bytes.</param>
internal sealed record WantedOverlay(OverlayOptions Options, int Mtu)
{
    /// <summary>What makes it the same overlay: its devices have its MTU.</summary>
    public (uint Vni, int Mtu) Identity => (Options.Vni, Mtu);

    /// <summary>What to tell the operator when it comes.</summary>
    public DataplaneEvent AddedEvent => new(DataplaneEventKind.OverlayAdded, $"{Options.Vni}", $"mtu {Mtu}, {Options.Peers.Count} peer(s)");

    /// <summary>What to tell the operator when it goes.</summary>
    public DataplaneEvent RemovedEvent => new(DataplaneEventKind.OverlayRemoved, $"{Options.Vni}", $"mtu {Mtu}");

    /// <summary>What to tell the operator when it becomes another one of the same identity; null when nothing of it changes.</summary>
    public DataplaneEvent? ChangedEvent(WantedOverlay other)
    {
        List<string> what = [];
        if (!other.Options.Peers.SequenceEqual(Options.Peers)) what.Add("peers");
        if (other.Options.Learning != Options.Learning) what.Add("learning");
        if (other.Options.MacLimit != Options.MacLimit) what.Add("mac-limit");
        if (other.Options.Strangers != Options.Strangers) what.Add("strangers");
        if (other.Options.StormLimit != Options.StormLimit) what.Add("storm-limit");
        if (!other.Options.Fdb.SequenceEqual(Options.Fdb)) what.Add("fdb");
        return what.Count == 0 ? null : new DataplaneEvent(DataplaneEventKind.OverlayChanged, $"{Options.Vni}", string.Join(", ", what));
    }

    /// <summary>Its ports.</summary>
    public IEnumerable<WantedPort> Ports => Options.Ports.Select(port =>
        new WantedPort(port, Options.Vni, Mtu, Options.Coalesce && port.Coalesce, port.StormLimit ?? Options.StormLimit));
}
