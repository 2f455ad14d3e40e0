using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Falcon.Xsk.Programs;

/// <summary>
/// A container's UDP socket as frames address it: destination MAC address and UDP destination port, in the byte order of the frame.
/// </summary>
/// <param name="Value">The eight bytes.</param>
public readonly record struct ReceiverKey(ulong Value)
{
    private const int MacLength = 6;

    /// <summary>Combines the two.</summary>
    /// <param name="mac">Six bytes.</param>
    /// <param name="udpPort">The destination port.</param>
    public static ReceiverKey Of(ReadOnlySpan<byte> mac, ushort udpPort)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        mac[..MacLength].CopyTo(bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[MacLength..], udpPort);
        return new ReceiverKey(MemoryMarshal.Read<ulong>(bytes));
    }

    /// <summary>A random factor for <see cref="SlotIn"/>.</summary>
    public static ulong NewFactor()
    {
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(random);
        return MemoryMarshal.Read<ulong>(random) | 1;
    }

    /// <summary>Its slot in a table. The XDP program computes the same.</summary>
    /// <param name="slots">How many slots there are: a power of two, at least 2.</param>
    /// <param name="factor">Odd, random and secret: a sender that knows it can choose ports that share another receiver's slot.</param>
    public int SlotIn(int slots, ulong factor) => (int)(Value * factor >> 64 - BitOperations.Log2((uint)slots));
}
