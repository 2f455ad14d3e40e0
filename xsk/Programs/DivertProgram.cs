using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Native;

namespace Falcon.Xsk.Programs;

/// <summary>
/// The tc program on an uplink without an XDP program (xsk/bpf/divert.bpf.c): it sends the overlays' frames into a veth pair, whose other
/// end has an <see cref="UplinkProgram"/>. All other frames pass to the host. It is detached when this object is disposed or the process
/// ends.
/// </summary>
public sealed class DivertProgram : IDisposable
{
    private readonly BpfObject _bpf;
    private readonly TcxLink _link;

    private DivertProgram(BpfObject bpf, TcxLink link)
    {
        _bpf = bpf;
        _link = link;
    }

    /// <summary>The kernel's id of the attached program. A device without this program is another device.</summary>
    public uint Id => _link.ProgramId;

    /// <summary>
    /// Loads the program and attaches it to an uplink of the calling thread's network namespace, behind those that are there.
    /// </summary>
    /// <param name="uplink">The uplink.</param>
    /// <param name="device">The veth pair's end beside the uplink.</param>
    /// <param name="vxlanPort">The UDP port, 4789 by default.</param>
    /// <param name="receiver">The program at the pair's other end. It knows the local VTEPs and VNIs.</param>
    /// <param name="path">The kernel path's programs, when they come before; null when it has none on this uplink.</param>
    /// <exception cref="XskException">The program cannot be loaded, or the kernel has no tcx.</exception>
    public static DivertProgram Attach(int uplink, int device, ushort vxlanPort, UplinkProgram receiver, KernelPathPrograms? path)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        var bpf = BpfObject.Open(typeof(DivertProgram).Assembly, "divert.bpf.o");
        try
        {
            bpf.SetConstants(new Constants
            {
                Device = device,
                VxlanPort = BinaryPrimitives.ReverseEndianness(vxlanPort),
                Counts = (ushort)(path is null ? 0 : 1),
            });
            receiver.ShareWith(bpf);
            path?.ShareLeft(bpf);
            return new DivertProgram(bpf, TcxLink.Attach(bpf.Load().Program("falcon_divert"), uplink));
        }
        catch
        {
            bpf.Dispose();
            throw;
        }
    }

    /// <summary>Detaches the program.</summary>
    public void Dispose()
    {
        _link.Dispose();
        _bpf.Dispose();
    }

    /// <summary><c>divert</c> of divert.bpf.c.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Constants
    {
        public int Device;
        public ushort VxlanPort; // first byte on the wire first
        public ushort Counts;
    }
}
