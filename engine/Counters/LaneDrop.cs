using Falcon.Api;

namespace Falcon.Engine.Counters;

/// <summary>
/// A reason for which a lane, or the kernel at its other end, drops frames before a stage gets them or after the last one has let them go.
/// It is told as that stage's.
/// </summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Reason">The reason's name, in kebab-case.</param>
internal sealed record LaneDrop(string Stage, string Reason)
{
    /// <summary>Outer packets that the kernel has put together came faster than the worker takes them.</summary>
    public static LaneDrop FragmentsFull { get; } = new("decapsulate", "fragments-full");

    /// <summary>The packet socket had no room for what containers sent.</summary>
    public static LaneDrop SocketBufferFull { get; } = new("collect", "socket-buffer-full");

    /// <summary>The receive ring of a port's AF_XDP socket had no room.</summary>
    public static LaneDrop RingFull { get; } = new("collect", "ring-full");

    /// <summary>A large frame of a kind that no virtio header describes.</summary>
    public static LaneDrop Indescribable { get; } = new("collect", "indescribable");

    /// <summary>A frame of a device that is no port's.</summary>
    public static LaneDrop NoPort { get; } = new("collect", "no-port");

    /// <summary>The kernel refused to send from a port's AF_XDP socket.</summary>
    public static LaneDrop KernelRefused { get; } = new("deliver", "kernel-refused");

    /// <summary>So many of them.</summary>
    public DropCount Of(long frames) => new(Stage, Reason, frames);
}
