using System.Globalization;
using System.Text.RegularExpressions;

namespace Falcon.Netns.Tests.Harness;

/// <summary>A ping every five milliseconds, beside which other things happen that it must not notice.</summary>
public sealed partial class PingStream(Namespace from, string to) : IDisposable
{
    private const int Numbers = 1 << 16; // icmp_seq has 16 bits

    private readonly RunningCommand _ping = from.Start("ping", "-i", "0.005", to);

    /// <summary>Ends it. Fails the test if an answer is missing before another one; those under way at the end do not count.</summary>
    public void EndsWithoutLoss()
    {
        _ping.Signal(Signal.Interrupt);
        string output = _ping.Ends().Output;
        int[] answered =
            [.. Answer().Matches(output).Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];
        Assert.NotEmpty(answered);
        Assert.Equal(1, answered[0]);
        foreach ((int before, int next) in answered.Zip(answered.Skip(1)))
            Assert.True((next - before + Numbers) % Numbers == 1, $"no answer between {before} and {next} of {answered.Length}");
    }

    public void Dispose() => _ping.Dispose();

    [GeneratedRegex("icmp_seq=([0-9]+) ttl=")]
    private static partial Regex Answer();
}
