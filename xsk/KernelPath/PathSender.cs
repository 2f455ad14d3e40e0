using System.Net;

namespace Falcon.Xsk.KernelPath;

/// <summary>Who may send from a port by the kernel path.</summary>
/// <param name="Overlay">Index of its overlay.</param>
/// <param name="Vni">The overlay's number, 24 bits.</param>
/// <param name="Mac">The port's MAC address, 6 bytes.</param>
public sealed record PathSender(int Overlay, uint Vni, ReadOnlyMemory<byte> Mac)
{
    /// <summary>At most so many <see cref="Addresses"/> of a family have room.</summary>
    public const int MostAddresses = PathPort.Addresses;

    /// <summary>The only IP addresses that it may send from; null for any.</summary>
    public IReadOnlyCollection<IPAddress>? Addresses { get; init; }
}
