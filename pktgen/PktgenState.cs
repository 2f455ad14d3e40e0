using System.Runtime.InteropServices;

namespace Falcon.Pktgen;

/// <summary>struct pktgen_state of bpf/pktgen.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PktgenState
{
    public ulong Frames;
    public ulong Bytes;
    public ulong Start;
    public ulong Now;
    public ulong Due;
    public ulong Earliest;
    public ulong Forgotten;
    public ulong Waited;
    public ulong Round;
    public uint Flow;
    public uint Position;
    public uint BulkLeft;
    private readonly uint _padding;
}

/// <summary>struct pktgen_control of bpf/pktgen.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PktgenControl
{
    public ulong Limit;
    public ulong Duration;
}
