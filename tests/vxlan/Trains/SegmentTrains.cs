using CsCheck;
using Falcon.Testing.Frames;

namespace Falcon.Vxlan.Tests.Trains;

/// <summary>Random runs of segments that a sender with segmentation offload could have made of one large frame.</summary>
internal static class SegmentTrains
{
    private static readonly Gen<Segment> s_tcp =
        Gen.Select(
            Gen.UInt, Gen.UInt, Gen.UShort, Gen.Bool, Gen.Byte.Array[40], Gen.Int[0, 10],
            (sequence, ack, window, echo, bytes, words) => new Segment
            {
                Tcp = true,
                Sequence = sequence,
                Acknowledgement = ack,
                Window = window,
                Flags = (byte)(Segment.Ack | (echo ? Segment.Ece : 0)),
                Options = bytes[..(words * 4)],
            });

    private static readonly Gen<Segment> s_first =
        Gen.Select(
            Gen.OneOf(s_tcp, Gen.Const(new Segment())), Gen.Bool, Gen.UShort, Gen.Byte, Gen.UShort, Gen.UShort,
            (first, ipv6, id, service, from, to) => first with
            {
                Ipv6 = ipv6,
                Identification = id,
                ServiceType = service,
                FromPort = from,
                ToPort = to,
                FragmentBits = (ushort)(id % 2 << 14),
            });

    /// <summary>1 to 64 segments of one size; the last may be shorter, and may have PSH and FIN.</summary>
    public static readonly Gen<Segment[]> Any =
        Gen.Select(s_first, Gen.Int[1, 900], Gen.Int[1, 64], Gen.Int[1, 900], Gen.Byte, (first, size, count, last, ending) =>
            Split(first, size, count, Math.Min(size, last), (byte)(ending & (Segment.Psh | Segment.Fin))));

    private static Segment[] Split(Segment first, int size, int count, int last, byte ending)
    {
        var random = new Random(size * 64 + count);
        var segments = new Segment[count];
        for (int i = 0; i < count; i++)
        {
            byte[] payload = new byte[i == count - 1 ? last : size];
            random.NextBytes(payload);
            segments[i] = first with
            {
                Payload = payload,
                Sequence = first.Sequence + (uint)(i * size),
                Identification = (ushort)(first.Identification + i),
                Flags = (byte)(first.Flags | (i == count - 1 ? ending : 0)),
            };
        }

        return segments;
    }
}
