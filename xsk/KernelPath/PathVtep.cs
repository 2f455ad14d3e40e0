using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Falcon.Xsk.KernelPath;

/// <summary>struct path_vtep of xsk/bpf/kernel_path_tables.h, shared with the programs.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal struct PathVtep
{
    public const int LongestHeader = 70; // PATH_OUTER

    public long Current;
    public long Generation;
    public int Uplink;
    public byte Length;
    public byte Inherited;
    public byte Checksum;
    public byte ZeroChecksum;
    public HeaderBytes Header;

    [InlineArray(LongestHeader)]
    public struct HeaderBytes
    {
        private byte _first;
    }
}
