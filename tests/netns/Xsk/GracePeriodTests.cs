using System.Diagnostics;
using System.Runtime.CompilerServices;
using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Native;
using Falcon.Xsk.Programs;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>A change of the kernel path's tables is over only when no program that began before it still runs.</summary>
public sealed class GracePeriodTests
{
    private const long Span = 300_000_000;

    [Fact]
    public void Settling_waits_for_a_program_in_the_middle_of_its_run()
    {
        using var bpf = BpfObject.Open(typeof(GracePeriodTests).Assembly, "spin.bpf.o");
        bpf.SetConstants(Span);
        bpf.Load();
        using var runs = new MappedArray<Run>(bpf.Map("runs"), writable: false);
        using var tables = KernelPathTables.Create(new PathSize(1, 1, 1, 1));
        BpfProgram program = bpf.Program("spin");
        var thread = new Thread(() =>
        {
            SocketBufferContext context = default;
            program.TestTc(new byte[64], default, ref context);
        });
        thread.Start();
        while (Read(runs).Began == 0)
        {
        }

        tables.Settle();
        long settled = Stopwatch.GetTimestamp();

        Run run = Read(runs);
        thread.Join();
        Assert.InRange(run.Ended, run.Began + Span, settled);
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // reads memory each time
    private static Run Read(MappedArray<Run> runs) => runs.Entries[0];

    private readonly record struct Run(long Began, long Ended);
}
