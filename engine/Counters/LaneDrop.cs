using Falcon.Api;

namespace Falcon.Engine.Counters;

/// <summary>
/// A reason for which a lane, or the kernel at its other end, drops frames before the first stage gets them or after the last stage has
/// passed them on. Reports show it under that stage.
/// </summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Reason">The reason's name, in kebab-case.</param>
internal sealed record LaneDrop(string Stage, string Reason)
{
    /// <summary>Reassembled outer packets came faster than the worker takes them.</summary>
    public static LaneDrop FragmentsFull { get; } = new("decapsulate", "fragments-full");

    /// <summary>The packet socket had no room for what containers sent.</summary>
    public static LaneDrop SocketBufferFull { get; } = new("collect", "socket-buffer-full");

    /// <summary>The receive ring of a port's AF_XDP socket had no room.</summary>
    public static LaneDrop RingFull { get; } = new("collect", "ring-full");

    /// <summary>A virtio header cannot describe a large frame of this kind.</summary>
    public static LaneDrop Indescribable { get; } = new("collect", "indescribable");

    /// <summary>A frame came from a device that belongs to no port.</summary>
    public static LaneDrop NoPort { get; } = new("collect", "no-port");

    /// <summary>The kernel refused to send from a port's AF_XDP socket.</summary>
    public static LaneDrop KernelRefused { get; } = new("deliver", "kernel-refused");

    /// <summary>Makes the count of this drop.</summary>
    public DropCount Of(long frames) => new(Stage, Reason, frames);
}
