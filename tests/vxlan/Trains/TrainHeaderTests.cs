using System.Buffers.Binary;
using CsCheck;
using Falcon.Testing.Frames;

namespace Falcon.Vxlan.Tests.Trains;

public sealed class TrainHeaderTests
{
    [Fact]
    public void Joined_and_segmented_again_frames_are_what_they_were_byte_for_byte() =>
        SegmentTrains.Any.Sample(segments =>
        {
            byte[] headers = Join(segments, out ParsedFrame parsed);
            int size = segments[0].Payload.Length;
            for (int i = 0; i < segments.Length; i++)
            {
                byte[] frame = [.. new byte[headers.Length], .. segments[i].Payload];
                TrainHeader.Segment(frame, headers, parsed, i, size, last: i == segments.Length - 1);
                Assert.Equal(segments[i].Build(), frame);
            }
        }, iter: 3_000);

    [Fact]
    public void A_joined_header_describes_the_whole_train() =>
        SegmentTrains.Any.Sample(segments =>
        {
            byte[] headers = Join(segments, out ParsedFrame parsed);
            int payload = segments.Sum(segment => segment.Payload.Length);
            Segment whole = segments[0] with
            {
                Payload = [.. segments.SelectMany(segment => segment.Payload)],
                Flags = (byte)(segments[0].Flags | segments[^1].Flags),
            };
            byte[] expected = whole.Build()[..headers.Length];
            int transport = headers.Length - parsed.L4Offset + payload;
            BinaryPrimitives.WriteUInt16BigEndian(expected.AsSpan(parsed.L4Offset + (whole.Tcp ? 16 : 6)), whole.PseudoHeader(transport));
            Assert.Equal(expected, headers);
            Assert.Equal(headers.Length + payload, parsed.TotalLength);
        }, iter: 3_000);

    [Fact]
    public void The_first_segment_may_be_written_over_the_trains_own_headers_when_it_is_written_last() =>
        SegmentTrains.Any.Sample(segments =>
        {
            byte[] headers = Join(segments, out ParsedFrame parsed);
            byte[] first = [.. headers, .. segments[0].Payload];
            TrainHeader.Segment(first, first.AsSpan(0, headers.Length), parsed, 0, segments[0].Payload.Length, last: segments.Length == 1);
            Assert.Equal(segments[0].Build(), first);
        }, iter: 1_000);

    [Fact]
    public void Congestion_window_reduced_is_in_the_first_segment_push_and_fin_in_the_last_the_others_in_all()
    {
        byte flags = Segment.Ack | Segment.Cwr | Segment.Ece | Segment.Psh | Segment.Fin | Segment.Urg;
        Segment train =
            new() { Tcp = true, Flags = flags, Sequence = uint.MaxValue, Identification = ushort.MaxValue, Payload = new byte[25] };
        byte[] headers = train.Build()[..train.Headers];
        FrameParser.TryParse(headers, train.Headers + 25, out ParsedFrame parsed);

        const byte All = Segment.Ack | Segment.Ece | Segment.Urg;
        byte[][] frames = [.. Enumerable.Range(0, 3).Select(i => new byte[train.Headers + (i == 2 ? 5 : 10)])];
        for (int i = 0; i < 3; i++) TrainHeader.Segment(frames[i], headers, parsed, i, 10, last: i == 2);

        Segment first = train with { Payload = new byte[10], Flags = All | Segment.Cwr };
        Assert.Equal(first.Build(), frames[0]);
        Assert.Equal((first with { Flags = All, Sequence = 9, Identification = 0 }).Build(), frames[1]);
        Assert.Equal(
            (first with { Flags = All | Segment.Psh | Segment.Fin, Sequence = 19, Identification = 1, Payload = new byte[5] }).Build(),
            frames[2]);
    }

    [Fact]
    public void Ip_options_are_in_every_segment()
    {
        Segment train = new() { IpOptions = [7, 7, 4, 1, 2, 3, 4, 0], Payload = new byte[20] };
        FrameParser.TryParse(train.Build(), out ParsedFrame parsed);
        byte[] second = new byte[train.Headers + 10];
        TrainHeader.Segment(second, train.Build().AsSpan(0, train.Headers), parsed, 1, 10, last: true);
        Assert.Equal((train with { Identification = 2, Payload = new byte[10] }).Build(), second);
    }

    private static byte[] Join(Segment[] segments, out ParsedFrame parsed)
    {
        byte[] headers = segments[0].Build()[..segments[0].Headers];
        Assert.Equal(ParseError.None, FrameParser.TryParse(segments[0].Build(), out parsed));
        int payload = segments.Sum(segment => segment.Payload.Length);
        TrainHeader.Join(headers, parsed, payload, (TcpFlags)segments[^1].Flags & (TcpFlags.Psh | TcpFlags.Fin));
        Assert.Equal(ParseError.None, FrameParser.TryParse(headers, headers.Length + payload, out parsed));
        return headers;
    }
}
