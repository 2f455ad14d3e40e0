using Falcon.Engine.Events;
using Falcon.Engine.Options;

namespace Falcon.Engine.Topology;

/// <summary>A wanted overlay with its planned MTU.</summary>
/// <param name="Options">The overlay's options.</param>
/// <param name="Mtu">Bytes of the largest inner IP packet.</param>
internal sealed record WantedOverlay(OverlayOptions Options, int Mtu)
{
    /// <summary>What identifies an overlay. The MTU is part of it, because its ports' devices have that MTU.</summary>
    public (uint Vni, int Mtu) Identity => (Options.Vni, Mtu);

    /// <summary>The event when it is added.</summary>
    public DataplaneEvent AddedEvent => new(DataplaneEventKind.OverlayAdded, $"{Options.Vni}", $"mtu {Mtu}, {Options.Peers.Count} peer(s)");

    /// <summary>The event when it is removed.</summary>
    public DataplaneEvent RemovedEvent => new(DataplaneEventKind.OverlayRemoved, $"{Options.Vni}", $"mtu {Mtu}");

    /// <summary>The event when it changes into another one of the same identity; null when nothing changes.</summary>
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

    /// <summary>The overlay's ports.</summary>
    public IEnumerable<WantedPort> Ports => Options.Ports.Select(port =>
        new WantedPort(port, Options.Vni, Mtu, Options.Coalesce && port.Coalesce, port.StormLimit ?? Options.StormLimit));
}
