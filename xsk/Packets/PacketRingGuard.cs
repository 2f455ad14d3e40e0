using Tmds.Linux;

namespace Falcon.Xsk;

/// <summary>
/// Keeps frames that a <see cref="VirtioNetHeader"/> cannot describe away from a socket with a <see cref="PacketRing"/>: one of them would
/// stop the ring for ever. Source: xsk/bpf/describable.bpf.c. Counting may be read by any thread.
/// </summary>
internal sealed unsafe class PacketRingGuard : IDisposable
{
    private readonly BpfObject _bpf;
    private readonly MappedArray<ulong> _refused;

    private PacketRingGuard(BpfObject bpf)
    {
        _bpf = bpf;
        Program = bpf.Program("falcon_describable");
        _refused = new MappedArray<ulong>(bpf.Map(".bss"), writable: false);
    }

    /// <summary>The socket filter.</summary>
    public BpfProgram Program { get; }

    /// <summary>Frames kept away.</summary>
    public long Refused => (long)Volatile.Read(ref _refused.Entries[0]);

    /// <summary>Loads the filter.</summary>
    /// <exception cref="XskException">The kernel is older than 6.2, lacks its type information (CONFIG_DEBUG_INFO_BTF), or a capability is missing.</exception>
    public static PacketRingGuard Open()
    {
        BpfObject bpf = BpfObject.Open(typeof(PacketRingGuard).Assembly, "describable.bpf.o");
        try
        {
            return new PacketRingGuard(bpf.Load());
        }
        catch
        {
            bpf.Dispose();
            throw;
        }
    }

    /// <summary>Filters what a socket receives from now on, in place of another filter.</summary>
    /// <exception cref="XskException">The kernel refuses.</exception>
    public void Attach(int socket)
    {
        int program = Program.Fd;
        Errno.Check(
            LibC.setsockopt(socket, LibC.SOL_SOCKET, LibC.SO_ATTACH_BPF, &program, sizeof(int)),
            "attach the guard of its ring to a packet socket");
    }

    /// <summary>Stops counting; a socket keeps the filter.</summary>
    public void Dispose()
    {
        _refused.Dispose();
        _bpf.Dispose();
    }
}
