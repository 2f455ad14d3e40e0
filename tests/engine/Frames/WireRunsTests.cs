using CsCheck;
using Falcon.Engine.Frames;

namespace Falcon.Engine.Tests.Frames;

public sealed class WireRunsTests
{
    private const int MostBytes = 65_535; // of an IPv4 packet

    private static readonly ushort[] s_lengths = [68, 100, 1464, 9000];

    // Few values of each, so that runs occur.
    private static readonly Gen<Frame> s_frame = Gen.Select(Gen.UInt[0, 1], Gen.UShort[0, 1], Gen.Int[0, 3], Gen.Byte[0, 1]).Select(
        (hash, target, length, trafficClass) => new Frame
        {
            FlowHash = hash,
            Target = target,
            Length = s_lengths[length],
            TrafficClass = trafficClass
        });

    private static readonly Gen<Frame[]> s_batch = Gen.Select(s_frame, Gen.Int[1, 200])
        .Select(
            (frame, times) => Enumerable.Repeat(frame, times).ToArray()).Array[1, 6].Select(runs => runs.SelectMany(run => run).ToArray());

    [Fact]
    public void A_run_is_of_one_flow_and_one_length_and_fits_a_message() => s_batch.Sample(frames =>
    {
        foreach (Frame[] run in Runs(frames))
        {
            Assert.All(
                run,
                frame => Assert.Equal(
                    (run[0].FlowHash, run[0].Target, run[0].TrafficClass),
                    (frame.FlowHash, frame.Target, frame.TrafficClass)));
            Assert.All(run[..^1], frame => Assert.Equal(run[0].Length, frame.Length));
            Assert.True(run[^1].Length <= run[0].Length);
            Assert.True(run.Length <= WireRuns.MostFrames);
            Assert.True(run.Length == 1 || run.Sum(frame => frame.Length) <= MostBytes);
        }
    });

    [Fact]
    public void A_run_ends_only_where_the_next_frame_does_not_fit() => s_batch.Sample(frames =>
    {
        Frame[][] runs = [.. Runs(frames)];
        foreach ((Frame[] run, Frame[] next) in runs.Zip(runs.Skip(1)))
        {
            bool full = run.Length == WireRuns.MostFrames || (run.Length + 1) * run[0].Length > MostBytes;
            bool other =
                next[0].FlowHash != run[0].FlowHash
                || next[0].Target != run[0].Target
                || next[0].TrafficClass != run[0].TrafficClass;
            Assert.True(full || other || next[0].Length > run[0].Length || run[^1].Length < run[0].Length);
        }
    });

    private static IEnumerable<Frame[]> Runs(Frame[] frames)
    {
        for (int start = 0, end; start < frames.Length; start = end)
        {
            end = WireRuns.EndOf(frames, start);
            yield return frames[start..end];
        }
    }
}
