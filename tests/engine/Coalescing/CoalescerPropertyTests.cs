using CsCheck;
using Falcon.Testing.Frames;

namespace Falcon.Engine.Tests.Coalescing;

public sealed class CoalescerPropertyTests
{
    [Fact]
    public void Of_any_interleaving_of_flows_each_leaves_in_order_in_the_trains_that_the_rules_make_of_it() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 900], Gen.Int).Sample(
            (flows, frames, seed) =>
            {
                using var host = new MemoryHost(2048);
                List<Segment> sent = Script(flows, frames, seed);
                host.Receive([.. sent.Select(segment => TestFrames.Vxlan(segment.Build()))]);

                Assert.Equal(frames, host.ToPorts.Count);
                ILookup<int, DeliveredTrain> delivered = DeliveredTrain.Of(host).ToLookup(train => FlowOf(train.Bytes));
                foreach (IGrouping<ushort, Segment> flow in sent.GroupBy(segment => segment.FromPort))
                {
                    List<List<Segment>> expected = TrainModel.Trains(flow);
                    List<DeliveredTrain> trains = [.. delivered[flow.Key]];
                    Assert.Equal(expected.Select(train => train.Count), trains.Select(train => train.Count));
                    foreach ((DeliveredTrain train, List<Segment> segments) in trains.Zip(expected)) train.Carries(segments);
                }
            },
            iter: 150, threads: 1);

    private static List<Segment> Script(int flows, int frames, int seed)
    {
        var random = new Random(seed);
        FlowScript[] scripts = [.. Enumerable.Range(0, flows).Select(
            flow => new FlowScript(random, _ => new Segment { FromPort = (ushort)(1000 + flow) }))];
        return [.. Enumerable.Range(0, frames).Select(_ => scripts[random.Next(flows)].Next())];
    }

    private static int FlowOf(byte[] frame)
    {
        int l4 = frame[12] == 0x86 ? 54 : 14 + (frame[14] & 0xF) * 4;
        return frame[l4] << 8 | frame[l4 + 1];
    }
}
