using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Xsk.Links;

namespace Falcon.Engine.Ports;

/// <summary>A wanted port, whether its container exists or not.</summary>
/// <param name="Index">The port's index.</param>
/// <param name="Options">The port's options.</param>
/// <param name="Mtu">The overlay's MTU in bytes.</param>
/// <param name="Lane">The kind of lane that carries its frames.</param>
/// <param name="Workers">The number of workers.</param>
internal sealed record PortPlan(int Index, PortOptions Options, int Mtu, PortLaneKind Lane, int Workers)
{
    /// <summary>
    /// The first interface index for ports. It is above the devices that the kernel puts into every new namespace: a loopback device, and
    /// one of each kind of tunnel that is loaded (sysctl net.core.fb_tunnels_only_for_init_net).
    /// </summary>
    public const int FirstIfIndex = 64;

    /// <summary>
    /// The host end's interface index in the engine's namespace. The engine chooses it, and it stays the same when the container comes
    /// back, so that the data path need not change.
    /// </summary>
    public int IfIndex => FirstIfIndex + Index;

    /// <summary>The host end's name in the engine's namespace.</summary>
    public string HostEnd => $"port{Index}";

    /// <summary>The device's queues: an AF_XDP socket belongs to one worker, and a queue has one socket.</summary>
    public int Queues => Lane == PortLaneKind.Xdp ? Workers : 1;

    /// <summary>Whether the port is retried while it is down: only if the namespace's name still means the same container later.</summary>
    public bool IsRetried => !NetworkNamespace.IsOfProcess(Options.Netns);

    /// <summary>The event when the port carries frames.</summary>
    public DataplaneEvent UpEvent =>
        new(DataplaneEventKind.PortUp, Options.Name, $"{Options.Device} in namespace {Options.Netns}, {Options.Mac}");

    /// <summary>The event when it does not.</summary>
    public DataplaneEvent DownEvent(string reason) => new(DataplaneEventKind.PortDown, Options.Name, reason);
}
