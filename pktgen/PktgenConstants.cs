using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Falcon.Pktgen;

/// <summary>struct pktgen_constants of bpf/pktgen.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PktgenConstants
{
    public PktgenTarget Target;
    public PktgenTarget SecondTarget;
    public ulong Interval;
    public uint Flows;
    public uint Burst;
    public uint Bulk;
    public uint SecondFrom;
    public uint OuterIpSum;
    public ushort HeaderLength;
    public ushort OuterLength;
    public ushort FirstPort;
    public ushort LengthCount;
    public LengthPattern Length;
    public ushort Longest;
    public byte InnerIpv6;
    public byte OuterIpv6;

    public static PktgenConstants From(GeneratorOptions options)
    {
        FrameTemplate template = options.Template;
        var constants = new PktgenConstants
        {
            Target = PktgenTarget.From(template.Headers, template.DestinationPort),
            SecondTarget = PktgenTarget.From(template.SecondHeaders, template.DestinationPort),
            Interval = options.Rate is { } rate ? (ulong)RateSchedule.Interval(rate) : 0,
            Flows = (uint)options.Flows,
            Burst = (uint)options.Burst,
            Bulk = (uint)options.Bulk,
            SecondFrom = (uint)template.SecondFrom,
            OuterIpSum = PktgenTarget.InMemory(template.OuterIpSum),
            HeaderLength = (ushort)template.HeaderLength,
            OuterLength = (ushort)template.OuterLength,
            FirstPort = template.FirstSourcePort,
            LengthCount = (ushort)template.Lengths.Pattern.Length,
            Longest = (ushort)template.Lengths.Longest,
            InnerIpv6 = template.InnerIpv6 ? (byte)1 : (byte)0,
            OuterIpv6 = template.OuterIpv6 ? (byte)1 : (byte)0,
        };
        template.Lengths.Pattern.CopyTo(constants.Length);
        return constants;
    }

    [InlineArray(12)]
    public struct LengthPattern
    {
        private ushort _first;
    }
}
