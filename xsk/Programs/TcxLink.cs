using Falcon.Xsk.Native;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;
using static Falcon.Xsk.Native.XdpConstants;

namespace Falcon.Xsk.Programs;

/// <summary>
/// A tc program attached at a device's ingress by a bpf_link (tcx, since Linux 6.6). It is detached when this object is disposed or the
/// process ends, even by a crash, and nobody can replace it meanwhile. Programs that were there before stay, and see each frame first: what
/// they drop or take does not come here. Classic tc filters come after all of them. Source: bpf(2), kernel/bpf/mprog.c.
/// </summary>
public sealed unsafe class TcxLink : IDisposable
{
    private const int MostPrograms = 64; // BPF_MPROG_MAX, linux/bpf_mprog.h

    private readonly SafeFileHandle _link;

    private TcxLink(SafeFileHandle link, uint programId, IReadOnlyList<AttachedProgram> others)
    {
        _link = link;
        ProgramId = programId;
        Others = others;
    }

    /// <summary>The kernel's id of the attached program. A device without this program is another device.</summary>
    public uint ProgramId { get; }

    /// <summary>The programs of others that the device had when this one was attached, in the order in which they run.</summary>
    public IReadOnlyList<AttachedProgram> Others { get; }

    /// <summary>Attaches a program behind those that are there, to a device of the calling thread's network namespace.</summary>
    /// <exception cref="XskException">There is no such device, it has too many programs (named in the message), or no tcx here.</exception>
    internal static TcxLink Attach(BpfProgram program, int ifIndex)
    {
        IReadOnlyList<AttachedProgram> others = Query(ifIndex);
        var options = new BpfLinkCreateOptions { Size = (nuint)sizeof(BpfLinkCreateOptions) };
        int result = LibBpf.LinkCreate(program.Fd, ifIndex, BPF_TCX_INGRESS, &options);
        if (result < 0) throw Failure(program, ifIndex, others, -result);
        var link = new SafeFileHandle(result, ownsHandle: true);
        uint id = Query(ifIndex).LastOrDefault(attached => !others.Contains(attached)).Id;
        return new TcxLink(link, id, others);
    }

    /// <summary>The programs at a device's ingress, in order; empty when there are none, or no such device or hook.</summary>
    public static IReadOnlyList<AttachedProgram> Query(int ifIndex)
    {
        uint* ids = stackalloc uint[MostPrograms];
        uint count = MostPrograms;
        int result = LibBpf.QueryPrograms(ifIndex, BPF_TCX_INGRESS, 0, null, ids, &count);
        if (result < 0) return [];
        var programs = new AttachedProgram[Math.Min(count, MostPrograms)];
        for (int i = 0; i < programs.Length; i++) programs[i] = new AttachedProgram(ids[i], XdpHook.ProgramName(ids[i]));
        return programs;
    }

    /// <summary>Detaches. The last frames may still be on their way through the program.</summary>
    public void Dispose() => _link.Dispose();

    private static XskException Failure(BpfProgram program, int ifIndex, IReadOnlyList<AttachedProgram> others, int errno)
    {
        string why = errno switch
        {
            _ when errno == LibC.EINVAL => ", the kernel has no tcx (Linux 6.6)",
            _ when errno == LibC.ENODEV => ", there is no such device in this network namespace",
            _ when errno == LibC.ERANGE => ", it has too many programs",
            _ => "",
        };
        string there = others.Count == 0 ? "" : $"; it has {string.Join(", ", others)}, which were left alone";
        string device = DeviceName.Of(ifIndex);
        string attempt = $"{program.Name} cannot be attached at the ingress of {device}";
        return new XskException($"{attempt}: {Errno.Describe(errno)}{why}{there}", errno);
    }
}
