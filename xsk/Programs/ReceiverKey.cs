using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Falcon.Xsk;

/// <summary>A UDP socket of a container as frames name it: destination MAC address and destination port, as they lie in a frame.</summary>
/// <param name="Value">The eight bytes.</param>
public readonly record struct ReceiverKey(ulong Value)
{
    private const int MacLength = 6;

    /// <summary>Puts it together.</summary>
    /// <param name="mac">Six bytes.</param>
    /// <param name="udpPort">The destination port.</param>
    public static ReceiverKey Of(ReadOnlySpan<byte> mac, ushort udpPort)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        mac[..MacLength].CopyTo(bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[MacLength..], udpPort);
        return new ReceiverKey(MemoryMarshal.Read<ulong>(bytes));
    }

    /// <summary>A new factor for <see cref="SlotIn"/>.</summary>
    public static ulong NewFactor()
    {
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(random);
        return MemoryMarshal.Read<ulong>(random) | 1;
    }

    /// <summary>Its place in a table; the XDP program's arithmetic.</summary>
    /// <param name="slots">How many places there are: a power of two, at least 2.</param>
    /// <param name="factor">Odd, at random and secret: who knows it can choose ports that share a place with another's.</param>
    public int SlotIn(int slots, ulong factor) => (int)(Value * factor >> 64 - BitOperations.Log2((uint)slots));
}
