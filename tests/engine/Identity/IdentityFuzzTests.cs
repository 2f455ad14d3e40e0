using Falcon.Engine.Events;
using Falcon.Engine.Frames;
using Falcon.Engine.Identity;
using Falcon.Engine.Stages;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Identity;

public sealed class IdentityFuzzTests
{
    private const int Frames = 1_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Of_a_million_mutated_frames_those_pass_that_are_honest(int seed)
    {
        var random = new Random(seed);
        Dictionary<string, int> verdicts = [];
        for (int i = 0; i < Frames / 2; i++)
        {
            byte[] bytes = Mutate(random);
            if (FrameParser.TryParse(bytes, out ParsedFrame parsed) != ParseError.None || (parsed.Flags & ParsedFlags.Vlan) != 0) continue;
            Frame frame = Describe(bytes, parsed, random);
            bool passes = IdentityCheck.MayPass(frame, bytes, parsed, Container.Identity(), nowSeconds: 1, out CollectDrop reason);

            string verdict = passes ? "pass" : KebabCase.Of(reason);
            verdicts[verdict] = verdicts.GetValueOrDefault(verdict) + 1;
            bool honest = HonestyOracle.IsHonest(bytes) && IsHonestWhenCompleted(frame, bytes);
            if (passes && !honest) Assert.Fail($"frame {i}: passed, and is not honest: {Convert.ToHexString(bytes)}");
            if (!passes && honest && (frame.Flags & FrameFlags.PartialChecksum) == 0)
                Assert.Fail($"frame {i}: {verdict}, and is honest: {Convert.ToHexString(bytes)}");
        }

        string[] all = ["pass", "spoofed-mac", "spoofed-ip", "spoofed-arp", "spoofed-nd", "rogue-router", "rogue-dhcp", "unverifiable"];
        Assert.All(all, verdict => Assert.InRange(verdicts.GetValueOrDefault(verdict), 1_000, Frames)); // the mutations reach every verdict
    }

    /// <summary>Copies bytes of one frame into another, changes single bytes, and shortens or lengthens the frame.</summary>
    private static byte[] Mutate(Random random)
    {
        byte[] bytes = [.. Any(random).Bytes];
        for (int changes = random.Next(3); changes > 0; changes--)
        {
            byte[] other = Any(random).Bytes;
            int start = random.Next(Math.Min(bytes.Length, other.Length));
            int length = Math.Min(random.Next(1, 20), Math.Min(bytes.Length, other.Length) - start);
            if (random.Next(2) == 0) other.AsSpan(start, length).CopyTo(bytes.AsSpan(start));
            else bytes[random.Next(Math.Min(bytes.Length, 110))] = (byte)random.Next(256);
        }

        if (random.Next(10) == 0) Array.Resize(ref bytes, random.Next(1, bytes.Length + 20));
        return bytes;
    }

    private static IdentityFrame Any(Random random) => IdentityFrame.All[random.Next(IdentityFrame.All.Count)];

    private static Frame Describe(byte[] bytes, in ParsedFrame parsed, Random random)
    {
        Frame frame = new() { Length = (ushort)bytes.Length };
        FrameParsing.Describe(ref frame, parsed);
        if (random.Next(4) > 0) return frame;
        frame.Flags |= FrameFlags.PartialChecksum;
        frame.ChecksumStart = (ushort)random.Next(bytes.Length);
        frame.ChecksumOffset = (ushort)random.Next(30);
        return frame;
    }

    /// <summary>Whether the frame stays honest with any completed checksum.</summary>
    private static bool IsHonestWhenCompleted(in Frame frame, byte[] bytes)
    {
        int field = frame.ChecksumStart + frame.ChecksumOffset;
        if ((frame.Flags & FrameFlags.PartialChecksum) == 0 || field + 2 > bytes.Length) return true;
        return Enumerable.Range(0, 4).All(i =>
        {
            byte[] completed = [.. bytes];
            (completed[field], completed[field + 1]) = ((byte)(17 + 71 * i), (byte)(201 * i));
            return FrameParser.TryParse(completed, out _) != ParseError.None || HonestyOracle.IsHonest(completed);
        });
    }
}
