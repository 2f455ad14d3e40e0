using System.Runtime.CompilerServices;
using Falcon.Xsk.Native;
using Falcon.Xsk.Rings;
using Tmds.Linux;
using static Falcon.Xsk.Native.XdpConstants;
using static Tmds.Linux.LibC;

namespace Falcon.Xsk.Sockets;

/// <summary>The four rings of one AF_XDP socket, created and mapped.</summary>
internal sealed unsafe class XskRings : IDisposable
{
    private XskRings(RingMemory rx, RingMemory tx, RingMemory fill, RingMemory completion)
    {
        Rx = rx;
        Tx = tx;
        Fill = fill;
        Completion = completion;
    }

    public RingMemory Rx { get; }

    public RingMemory Tx { get; }

    public RingMemory Fill { get; }

    public RingMemory Completion { get; }

    /// <summary>Sets the sizes of the rings and maps them. The socket must not be bound yet.</summary>
    public static XskRings Create(int socket, XskSocketOptions options)
    {
        SetSize(socket, XDP_UMEM_FILL_RING, options.FillSize);
        SetSize(socket, XDP_UMEM_COMPLETION_RING, options.CompletionSize);
        SetSize(socket, XDP_RX_RING, options.RxSize);
        SetSize(socket, XDP_TX_RING, options.TxSize);

        XdpMmapOffsets offsets;
        socklen_t length = (uint)sizeof(XdpMmapOffsets);
        Errno.Check(
            getsockopt(socket, SOL_XDP, XDP_MMAP_OFFSETS, &offsets, &length),
            "AF_XDP ring offsets cannot be read (kernel 5.4 or newer is needed)");

        var mapped = new List<RingMemory>();
        try
        {
            mapped.Add(RingMemory.Map(socket, XDP_PGOFF_RX_RING, options.RxSize, Unsafe.SizeOf<XdpDescriptor>(), offsets.Rx));
            mapped.Add(RingMemory.Map(socket, XDP_PGOFF_TX_RING, options.TxSize, Unsafe.SizeOf<XdpDescriptor>(), offsets.Tx));
            mapped.Add(RingMemory.Map(socket, XDP_UMEM_PGOFF_FILL_RING, options.FillSize, sizeof(ulong), offsets.Fill));
            mapped.Add(RingMemory.Map(socket, XDP_UMEM_PGOFF_COMPLETION_RING, options.CompletionSize, sizeof(ulong), offsets.Completion));
            return new XskRings(mapped[0], mapped[1], mapped[2], mapped[3]);
        }
        catch
        {
            mapped.ForEach(ring => ring.Dispose());
            throw;
        }
    }

    private static void SetSize(int socket, int option, int entries) =>
        Errno.Check(setsockopt(socket, SOL_XDP, option, &entries, sizeof(int)), $"AF_XDP ring of {entries} entries");

    public void Dispose()
    {
        Rx.Dispose();
        Tx.Dispose();
        Fill.Dispose();
        Completion.Dispose();
    }
}
