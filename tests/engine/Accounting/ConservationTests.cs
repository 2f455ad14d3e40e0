using System.Diagnostics;
using CsCheck;
using Falcon.Engine.Accounting;
using Falcon.Engine.Pipelines;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Accounting;

public sealed class ConservationTests
{
    /// <summary>A frame from the wire (port -1) or from a port, to any target.</summary>
    private static readonly Gen<(int From, int To, int Payload)> s_frame =
        Gen.Select(Gen.Int[-1, 2], Gen.Int[0, 4], Gen.Int[18, 1400]);

    [Fact]
    public void Bills_and_regimes_are_the_threads_cpu_time_to_the_nanosecond() =>
        Gen.Select(s_frame.Array[0, 200].Array[1, 5], Gen.Double[0.01, 1]).Sample(
            (turns, share) =>
            {
                // The thread gets only a share of the time, as beside a CPU hog.
                var wall = Stopwatch.StartNew();
                long Cpu() => (long)(wall.ElapsedTicks * share);
                var accountant = new Accountant(Cpu);
                using var host = new MemoryHost(frames: 4096, accountant: accountant);
                foreach ((int From, int To, int Payload)[] frames in turns)
                {
                    foreach ((int from, int to, int payload) in frames) Queue(host, from, to, payload);
                    host.Run();
                    accountant.Settle();
                }

                var bills = new BillTotals(ports: 3, overlays: 2, StandardStages.Table);
                accountant.AddTo(bills);
                Assert.Equal(accountant.CpuNanoseconds, bills.Sum);
                Assert.Equal(bills.CpuNanoseconds, bills.Sum);
            },
            iter: 200);

    [Fact]
    public void Before_a_settlement_nothing_is_published_in_part()
    {
        using var billing = new BillingHost();
        billing.Host.Receive(TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0))));
        Assert.Equal(billing.Read().CpuNanoseconds, billing.Read().Sum);
    }

    [Fact]
    public async Task A_reader_beside_the_worker_always_sees_a_sum_that_is_the_cpu_time()
    {
        using var billing = new BillingHost();
        byte[] frame = TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0)));
        using var stop = new CancellationTokenSource();
        var worker = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                billing.Host.Receive(frame);
                billing.Accountant.Settle();
            }
        });

        for (int i = 0; i < 20_000; i++)
        {
            BillTotals bills = billing.Read();
            Assert.Equal(bills.CpuNanoseconds, bills.Sum);
        }

        await stop.CancelAsync();
        await worker;
        Assert.True(billing.Read().CpuNanoseconds > 0);
    }

    private static void Queue(MemoryHost host, int from, int to, int payload)
    {
        MacAddress receiver = to switch { 3 => TestFrames.Remote, 4 => MacAddress.Broadcast, _ => MemoryHost.PortMac(to) };
        if (from < 0) host.WireQueue.Enqueue(TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, receiver, payload)));
        else host.PortQueue.Enqueue(((ushort)from, TestFrames.Udp(MemoryHost.PortMac(from), receiver, payload)));
    }
}
