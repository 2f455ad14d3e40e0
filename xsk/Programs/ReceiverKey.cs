using System.Buffers.Binary;
using System.Runtime.InteropServices;

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

    /// <summary>Its place among that many, a power of two; the XDP program's arithmetic.</summary>
    public int SlotIn(int slots) => (int)(Value * 0x9E37_79B9_7F4A_7C15 >> 32) & slots - 1;
}
