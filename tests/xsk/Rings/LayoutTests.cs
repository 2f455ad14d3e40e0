using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Rings;
using Falcon.Xsk.Sockets;

namespace Falcon.Xsk.Tests.Rings;

/// <summary>Structs that are shared with the kernel or another thread have the expected layout.</summary>
public sealed class LayoutTests
{
    [Fact]
    public void A_descriptor_is_struct_xdp_desc()
    {
        Assert.Equal(16, Unsafe.SizeOf<XdpDescriptor>());
        Assert.Equal(0, Offset<XdpDescriptor>(nameof(XdpDescriptor.Address)));
        Assert.Equal(8, Offset<XdpDescriptor>(nameof(XdpDescriptor.Length)));
        Assert.Equal(12, Offset<XdpDescriptor>(nameof(XdpDescriptor.Options)));
    }

    [Fact]
    public void Statistics_are_struct_xdp_statistics()
    {
        Assert.Equal(48, Unsafe.SizeOf<XskStatistics>());
        ulong[] kernel = [1, 2, 3, 4, 5, 6];
        XskStatistics read = MemoryMarshal.Cast<ulong, XskStatistics>(kernel)[0];
        Assert.Equal(
            new XskStatistics { RxDropped = 1, RxInvalidDescs = 2, TxInvalidDescs = 3, RxRingFull = 4, FillRingEmpty = 5, TxRingEmpty = 6 },
            read);
    }

    [Theory]
    [InlineData("XdpSocketAddress", 16)]
    [InlineData("XdpUmemRegistration", 32)]
    [InlineData("XdpRingOffset", 32)]
    [InlineData("XdpMmapOffsets", 128)]
    [InlineData("XdpContext", 24)]
    [InlineData("BpfTestRunOptions", 80)]
    public void A_kernel_struct_has_the_size_of_its_header(string name, int size) =>
        Assert.Equal(size, Marshal.SizeOf(TypeNamed(name)));

    [Fact]
    public void Magazines_of_two_workers_share_no_cache_line()
    {
        Type chunks = TypeNamed("ChunkArray");
        int slots = chunks.GetCustomAttributes(typeof(InlineArrayAttribute), false).Cast<InlineArrayAttribute>().Single().Length;
        Assert.True(slots * sizeof(uint) >= (64 * sizeof(uint)) + 128);
    }

    private static int Offset<T>(string field) => (int)Marshal.OffsetOf<T>(field);

    private static Type TypeNamed(string name) => typeof(Umem).Assembly.GetTypes().Single(type => type.Name == name);
}
