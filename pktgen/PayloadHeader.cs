using System.Buffers.Binary;

namespace Falcon.Pktgen;

/// <summary>
/// What every datagram of the generator starts with: 18 bytes in network byte order, which fill a frame of the least Ethernet length.
/// Offset 0: magic (u16), 2: flow (u16), 4: sequence number (u48), 10: send time (u64). Twin of PKTGEN_* in bpf/pktgen.h.
/// </summary>
/// <param name="Flow">The flow, counted from 0.</param>
/// <param name="Sequence">The number of the datagram in its flow, counted from 0; 48 bits.</param>
/// <param name="Nanoseconds">When it was sent: CLOCK_MONOTONIC.</param>
public readonly record struct PayloadHeader(ushort Flow, ulong Sequence, ulong Nanoseconds)
{
    /// <summary>Bytes on the wire, and the shortest payload.</summary>
    public const int Size = 18;

    /// <summary>The first two bytes.</summary>
    public const ushort Magic = 0xFA1C;

    /// <summary>The largest sequence number.</summary>
    public const ulong MaxSequence = (1UL << SequenceBits) - 1;

    internal const int FlowAndSequenceOffset = 2;
    internal const int TimeOffset = 10;
    private const int SequenceBits = 48;

    internal ulong FlowAndSequence => ((ulong)Flow << SequenceBits) | Sequence;

    /// <summary>Reads a payload; false when it is too short or not the generator's.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out PayloadHeader header)
    {
        if (payload.Length < Size || BinaryPrimitives.ReadUInt16BigEndian(payload) != Magic)
        {
            header = default;
            return false;
        }

        ulong flowAndSequence = BinaryPrimitives.ReadUInt64BigEndian(payload[FlowAndSequenceOffset..]);
        ulong nanoseconds = BinaryPrimitives.ReadUInt64BigEndian(payload[TimeOffset..]);
        header = new PayloadHeader((ushort)(flowAndSequence >> SequenceBits), flowAndSequence & MaxSequence, nanoseconds);
        return true;
    }

    /// <summary>Writes the header to the start of a payload of at least <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> payload)
    {
        BinaryPrimitives.WriteUInt16BigEndian(payload, Magic);
        BinaryPrimitives.WriteUInt64BigEndian(payload[FlowAndSequenceOffset..], FlowAndSequence);
        BinaryPrimitives.WriteUInt64BigEndian(payload[TimeOffset..], Nanoseconds);
    }
}
