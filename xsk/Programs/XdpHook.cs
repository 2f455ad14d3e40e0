using System.Text;
using Falcon.Xsk.Native;
using static Tmds.Linux.LibC;

namespace Falcon.Xsk.Programs;

/// <summary>What XDP program a device has, and at which hook.</summary>
public readonly unsafe struct XdpHook
{
    private XdpHook(in BpfXdpQueryOptions query)
    {
        IsDriver = query.DriverProgramId != 0 || query.HardwareProgramId != 0;
        IsSkb = query.SkbProgramId != 0;
        uint[] ids = [query.DriverProgramId, query.HardwareProgramId, query.SkbProgramId, query.ProgramId];
        ProgramId = ids.FirstOrDefault(id => id != 0);
    }

    /// <summary>Whether a program is at the driver's hook (or in the device).</summary>
    public bool IsDriver { get; }

    /// <summary>Whether a program is at the generic hook.</summary>
    public bool IsSkb { get; }

    /// <summary>The program's id; 0 when there is none.</summary>
    public uint ProgramId { get; }

    /// <summary>
    /// Asks the kernel about a device of the calling thread's network namespace. A device that does not exist has no program.
    /// </summary>
    public static XdpHook Query(int ifIndex)
    {
        var query = new BpfXdpQueryOptions { Size = (nuint)sizeof(BpfXdpQueryOptions) };
        return LibBpf.XdpQuery(ifIndex, 0, &query) < 0 ? default : new XdpHook(query);
    }

    /// <summary>The name of a loaded program; "?" when it is gone or may not be read.</summary>
    public static string ProgramName(uint id)
    {
        const int NameOffset = 64; // struct bpf_prog_info, linux/bpf.h
        const int NameLength = 16;
        int fd = LibBpf.ProgramFdById(id);
        if (fd < 0)
            return "?";

        byte* info = stackalloc byte[NameOffset + NameLength];
        new Span<byte>(info, NameOffset + NameLength).Clear();
        uint length = NameOffset + NameLength;
        int result = LibBpf.ObjectInfo(fd, info, &length);
        _ = close(fd);
        return result < 0 ? "?" : Encoding.UTF8.GetString(new ReadOnlySpan<byte>(info + NameOffset, NameLength)).TrimEnd('\0');
    }
}
