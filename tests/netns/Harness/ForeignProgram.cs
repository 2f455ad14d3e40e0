namespace Falcon.Netns.Tests.Harness;

/// <summary>A foreign XDP program on the uplink of a host.</summary>
public sealed class ForeignProgram : IDisposable
{
    public const string Name = "foreign_pass";

    private const string Source = $$"""
        __attribute__((section("xdp"), used)) int {{Name}}(void *context) { return 2 /* XDP_PASS */; }
        char _license[] __attribute__((section("license"), used)) = "GPL";
        """;

    private readonly Host _host;

    private ForeignProgram(Host host)
    {
        _host = host;
        Id = host.XdpProgram() ?? throw new InvalidOperationException("the foreign program is not attached");
    }

    public int Id { get; }

    public static ForeignProgram Attach(Host host)
    {
        using var compiled = TemporaryFile.Empty();
        Command clang = new("clang", "-O2", "-g", "-target", "bpf", "-x", "c", "-c", "-o", compiled.Path, "-") { Input = Source };
        clang.Run().Succeeds();
        host.Exec("ip", "link", "set", "dev", Host.Uplink, "xdp", "object", compiled.Path, "section", "xdp").Succeeds();
        return new ForeignProgram(host);
    }

    public void Dispose() => _host.Exec("ip", "link", "set", "dev", Host.Uplink, "xdp", "off");
}
