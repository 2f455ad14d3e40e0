namespace Falcon.Vxlan.Tests.Golden;

/// <summary>
/// Frames that are nearly right: golden ones with a few changed bytes, most of them in the headers, often cut or extended.
/// </summary>
internal static class GoldenMutations
{
    /// <summary>Writes a mutation into the buffer.</summary>
    public static Span<byte> Next(Random random, byte[] buffer)
    {
        byte[] seed = GoldenLine.AllFrames[random.Next(GoldenLine.AllFrames.Count)];
        seed.CopyTo(buffer, 0);
        int length = seed.Length;
        for (int n = random.Next(5); n > 0; n--)
        {
            int at = random.Next(Math.Min(length, random.Next(2) == 0 ? 80 : 220));
            buffer[at] = random.Next(4) switch
            {
                0 => 0,
                1 => 0xFF,
                2 => (byte)(buffer[at] ^ 1 << random.Next(8)),
                _ => (byte)random.Next(256),
            };
        }
        if (random.Next(8) == 0) length = random.Next(length + 1);
        else if (random.Next(8) == 0) length = Math.Min(buffer.Length, length + random.Next(64));
        return buffer.AsSpan(0, length);
    }
}
