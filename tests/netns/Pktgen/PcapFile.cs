using System.Buffers.Binary;

namespace Falcon.Netns.Tests.Pktgen;

/// <summary>The frames of a tcpdump capture file: a header of 24 bytes, then records with a header of 16 bytes each.</summary>
internal static class PcapFile
{
    public static List<byte[]> Read(string path)
    {
        ReadOnlySpan<byte> rest = File.ReadAllBytes(path).AsSpan(24);
        var frames = new List<byte[]>();
        while (rest.Length > 0)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(rest[8..]);
            frames.Add(rest.Slice(16, length).ToArray());
            rest = rest[(16 + length)..];
        }

        return frames;
    }
}
