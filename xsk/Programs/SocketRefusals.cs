using Falcon.Xsk.Links;
using Falcon.Xsk.Native;
using Microsoft.Win32.SafeHandles;

namespace Falcon.Xsk.Programs;

/// <summary>
/// Counts, per CPU, the datagrams that our containers' sockets refuse because their buffer is full. The kernel runs a container's receive
/// path on the CPU of the delivering thread, before the delivering call returns. So a thread finds the refusals of its own datagrams on its
/// own CPU. Reading is a memory access. Counting ends when this object is disposed or the process ends. Source: xsk/bpf/refusal.bpf.c;
/// net/ipv4/udp.c, tracepoint udp_fail_queue_rcv_skb (with the datagram since Linux 6.10).
/// </summary>
public sealed unsafe class SocketRefusals : IDisposable
{
    private readonly BpfObject _bpf;
    private readonly BpfMap _devices;
    private readonly BpfMap _refused;
    private readonly MappedArray<SocketRefusal> _refusals;
    private readonly SafeFileHandle _tracepoint;

    private SocketRefusals(BpfObject bpf)
    {
        _bpf = bpf;
        _devices = bpf.Map("devices");
        _refused = bpf.Map("refused");
        _refusals = new MappedArray<SocketRefusal>(bpf.Map("refusals"), writable: false);
        int result = LibBpf.OpenRawTracepoint(null, bpf.Program("falcon_refusal").Fd);
        if (result < 0)
            throw Errno.Exception("the tracepoint udp_fail_queue_rcv_skb cannot be attached to", result);
        _tracepoint = new SafeFileHandle(result, ownsHandle: true);
    }

    /// <summary>Starts counting.</summary>
    /// <param name="containers">How many devices can be added, and the numbers of containers.</param>
    /// <exception cref="XskException">
    /// The kernel lacks the tracepoint or its type information (CONFIG_DEBUG_INFO_BTF), or a capability is missing.
    /// </exception>
    public static SocketRefusals Open(int containers)
    {
        var bpf = BpfObject.Open(typeof(SocketRefusals).Assembly, "refusal.bpf.o");
        try
        {
            bpf.SetMaxEntries("devices", Math.Max(1, containers));
            bpf.SetMaxEntries("refused", Math.Max(1, containers));
            bpf.SetMaxEntries("refusals", LibBpf.PossibleCpus());
            return new SocketRefusals(bpf.Load());
        }
        catch
        {
            bpf.Dispose();
            throw;
        }
    }

    /// <summary>Starts counting for a device.</summary>
    /// <param name="netns">The cookie of the receiving device's namespace (<see cref="NetworkNamespace.ReadCookie"/>).</param>
    /// <param name="ifIndex">Its index there.</param>
    /// <param name="container">The value that <see cref="SocketRefusal.Container"/> gets.</param>
    /// <exception cref="XskException">There is no room for another device.</exception>
    public void AddContainer(ulong netns, int ifIndex, int container) => _devices.Update(new DeviceKey(netns, (ulong)ifIndex), container);

    /// <summary>Stops counting for a device, which makes room for another.</summary>
    public void RemoveContainer(ulong netns, int ifIndex) => _devices.Remove(new DeviceKey(netns, (ulong)ifIndex));

    /// <summary>What was refused on a CPU. Changes while it is read.</summary>
    public ref readonly SocketRefusal On(int cpu) => ref _refusals.Entries[cpu];

    /// <summary>The datagrams that a container's sockets refused so far.</summary>
    public long CountOf(int container) => _refused.ReadPerCpu<int, long>(container).Sum();

    /// <summary>Stops counting. References from <see cref="On"/> must not be used afterwards.</summary>
    public void Dispose()
    {
        _tracepoint.Dispose();
        _refusals.Dispose();
        _bpf.Dispose();
    }

    // struct device of xsk/bpf/refusal.bpf.c
    private readonly record struct DeviceKey(ulong Netns, ulong IfIndex);
}
