using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Programs;

namespace Falcon.Xsk.Tests.KernelPath;

/// <summary>What the programs and the engine share lies in memory as xsk/bpf/kernel_path_tables.h asserts.</summary>
public sealed class LayoutTests
{
    [Fact]
    public void Structures_have_the_sizes_of_their_twins() => Assert.Equal(
        (128, 128, 64, 12, 8 * (7 + 22), 32, 24),
        (
            Unsafe.SizeOf<PathPort>(), Unsafe.SizeOf<PathVtep>(), Unsafe.SizeOf<PathEntry>(), Unsafe.SizeOf<ContainerKey>(),
            Unsafe.SizeOf<PathCount>(), Unsafe.SizeOf<PathConstants>(), Unsafe.SizeOf<PathOrder>()));

    [Fact]
    public void Fields_of_a_port_lie_where_the_programs_read_them() => Assert.Equal(
        (0, 8, 16, 20, 24, 28, 34, 36, 52, 116),
        (
            Offset<PathPort>(nameof(PathPort.Current)), Offset<PathPort>(nameof(PathPort.Generation)),
            Offset<PathPort>(nameof(PathPort.Overlay)), Offset<PathPort>(nameof(PathPort.Vni)), Offset<PathPort>(nameof(PathPort.Paused)),
            Offset<PathPort>(nameof(PathPort.Mac)), Offset<PathPort>(nameof(PathPort.Strict)), Offset<PathPort>(nameof(PathPort.Ipv4)),
            Offset<PathPort>(nameof(PathPort.Ipv6)), Offset<PathPort>(nameof(PathPort.Left))));

    [Fact]
    public void Fields_of_a_VTEP_lie_where_the_programs_read_them() => Assert.Equal(
        (0, 8, 16, 20, 21, 22, 23, 24),
        (
            Offset<PathVtep>(nameof(PathVtep.Current)), Offset<PathVtep>(nameof(PathVtep.Generation)),
            Offset<PathVtep>(nameof(PathVtep.Uplink)), Offset<PathVtep>(nameof(PathVtep.Length)),
            Offset<PathVtep>(nameof(PathVtep.Inherited)), Offset<PathVtep>(nameof(PathVtep.Checksum)),
            Offset<PathVtep>(nameof(PathVtep.ZeroChecksum)), Offset<PathVtep>(nameof(PathVtep.Header))));

    [Fact]
    public void Fields_of_an_entry_lie_where_the_programs_read_them() => Assert.Equal(
        (0, 8, 16, 20, 26, 28, 32, 36),
        (
            Offset<PathEntry>(nameof(PathEntry.Generation)), Offset<PathEntry>(nameof(PathEntry.Seen)),
            Offset<PathEntry>(nameof(PathEntry.Vni)), Offset<PathEntry>(nameof(PathEntry.Mac)), Offset<PathEntry>(nameof(PathEntry.Mtu)),
            Offset<PathEntry>(nameof(PathEntry.Overlay)), Offset<PathEntry>(nameof(PathEntry.Target)),
            Offset<PathEntry>(nameof(PathEntry.Remote))));

    [Fact]
    public void Fields_of_a_CPU_lie_where_the_softirq_programs_write_them() => Assert.Equal(
        (128, 0, 8, 16, 20, 24, 32, 40, 48),
        (
            Unsafe.SizeOf<SoftirqCpu>(), Offset<SoftirqCpu>(nameof(SoftirqCpu.Since)), Offset<SoftirqCpu>(nameof(SoftirqCpu.Entered)),
            Offset<SoftirqCpu>(nameof(SoftirqCpu.Payer)), Offset<SoftirqCpu>(nameof(SoftirqCpu.Worker)),
            Offset<SoftirqCpu>(nameof(SoftirqCpu.Row)), Offset<SoftirqCpu>(nameof(SoftirqCpu.Total)),
            Offset<SoftirqCpu>(nameof(SoftirqCpu.OverWorker)), Offset<SoftirqCpu>(nameof(SoftirqCpu.BilledOverWorker))));

    private static int Offset<T>(string field) => (int)Marshal.OffsetOf<T>(field);
}
