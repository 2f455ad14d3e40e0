using System.Net;

namespace Falcon.Control.Preflight;

/// <summary>A device of the network namespace in which Falcon is started.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Up">Whether it is set up.</param>
/// <param name="Mtu">Largest IP packet in bytes.</param>
/// <param name="RxQueues">Receive queues in use; each gets an AF_XDP socket.</param>
/// <param name="XdpProgramId">The XDP program that somebody else attached; 0 for none.</param>
/// <param name="Addresses">Its addresses.</param>
/// <param name="XdpProgramName">That program's name; <c>?</c> when it may not be read.</param>
public sealed record HostLink(
    string Name, bool Up, int Mtu, int RxQueues, uint XdpProgramId, IReadOnlyList<IPAddress> Addresses, string XdpProgramName = "?")
{
    /// <summary>Whether the kernel joins what it receives to trains (generic-receive-offload).</summary>
    public bool Gro { get; init; } = true;
}
