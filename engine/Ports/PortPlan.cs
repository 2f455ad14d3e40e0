using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Xsk.Links;

namespace Falcon.Engine.Ports;

/// <summary>What is wanted of a port, whether its container is there or not.</summary>
/// <param name="Index">Its index in the engine's list.</param>
/// <param name="Options">What the operator wants.</param>
/// <param name="Mtu">Its overlay's, in bytes.</param>
/// <param name="Lane">What carries its frames.</param>
/// <param name="Workers">How many workers do.</param>
internal sealed record PortPlan(int Index, PortOptions Options, int Mtu, PortLaneKind Lane, int Workers)
{
    /// <summary>
    /// Behind what the kernel puts into every new namespace: a loopback device, and one of each kind of tunnel that it has loaded (sysctl
    /// net.core.fb_tunnels_only_for_init_net).
    /// </summary>
    public const int FirstIfIndex = 64;

    /// <summary>
    /// The host end's interface index in the engine's namespace: ours to choose, and the same each time that the container comes back, so
    /// that the data path need not know.
    /// </summary>
    public int IfIndex => FirstIfIndex + Index;

    /// <summary>The host end's name in the engine's namespace.</summary>
    public string HostEnd => $"port{Index}";

    /// <summary>An AF_XDP socket is one worker's, and a queue has one socket.</summary>
    public int Queues => Lane == PortLaneKind.Xdp ? Workers : 1;

    /// <summary>Whether the port is retried while it is down: the namespace's name must still mean the same container then.</summary>
    public bool IsRetried => !NetworkNamespace.IsOfProcess(Options.Netns);

    /// <summary>What to tell the operator when it carries frames.</summary>
    public DataplaneEvent UpEvent =>
        new(DataplaneEventKind.PortUp, Options.Name, $"{Options.Device} in namespace {Options.Netns}, {Options.Mac}");

    /// <summary>What to tell the operator when it does not.</summary>
    public DataplaneEvent DownEvent(string reason) => new(DataplaneEventKind.PortDown, Options.Name, reason);
}
