using System.Net.Sockets;
using System.Text;
using Falcon.Control.Admin;
using Falcon.Control.Daemon;
using Falcon.Engine;

namespace Falcon.Control.Tests;

/// <remarks>Its environment is the process's own, so no other daemon may start meanwhile.</remarks>
[Collection(nameof(RunningDaemon))]
public class DaemonTests
{
    private const UnixFileMode OwnerAndGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    [Fact]
    public async Task It_ends_cleanly_when_asked_to_and_takes_its_socket_along()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        Assert.Equal(OwnerAndGroup, File.GetUnixFileMode(daemon.Socket));
        Assert.Equal(ExitCode.Fine, await daemon.StopAsync());
        Assert.True(daemon.Disposed);
        Assert.False(File.Exists(daemon.Socket));
    }

    [Fact]
    public async Task Systemd_is_told_when_it_is_ready_and_when_it_stops()
    {
        string path = Path.GetTempFileName();
        File.Delete(path);
        using Socket systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
        systemd.Bind(new UnixDomainSocketEndPoint(path));
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", path);
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", null);
        Assert.Equal("READY=1", Receive(systemd));
        await daemon.StopAsync();
        Assert.Equal("STOPPING=1", Receive(systemd));
    }

    [Fact]
    public async Task A_failed_worker_ends_it_with_a_fault()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        daemon.Report(new DataplaneEvent(DataplaneEventKind.WorkerFailed, "CPU 0", "the test says so"));
        Assert.Equal(ExitCode.Fault, await daemon.ExitAsync());
        Assert.True(daemon.Disposed);
    }

    [Fact]
    public async Task A_port_that_goes_down_does_not_end_it()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        daemon.Report(new DataplaneEvent(DataplaneEventKind.PortDown, "web", "its network namespace is gone"));
        using AdminClient client = daemon.Client();
        await client.StatusAsync();
        Assert.Equal(ExitCode.Fine, await daemon.StopAsync());
    }

    [Fact]
    public async Task An_engine_that_cannot_start_is_a_preflight_failure_with_one_line()
    {
        using StringWriter errors = new();
        string socket = RunningDaemon.NewSocketPath();
        int exit = await FalconDaemon.RunAsync(
            Yaml.Valid(Yaml.Minimal) with { AdminSocket = socket }, (_, _) => throw new DataplaneException("eth1: no"), errors, CancellationToken.None);
        Assert.Equal(ExitCode.Preflight, exit);
        Assert.Equal("falcon: eth1: no\n", errors.ToString());
        Assert.False(File.Exists(socket));
    }

    [Fact]
    public async Task The_socket_of_a_living_daemon_is_not_taken()
    {
        await using RunningDaemon first = await RunningDaemon.StartAsync();
        using StringWriter errors = new();
        int exit = await FalconDaemon.RunAsync(
            Yaml.Valid(Yaml.Minimal) with { AdminSocket = first.Socket }, (_, _) => first, errors, CancellationToken.None);
        Assert.Equal(ExitCode.Fault, exit);
        Assert.Equal(
            $"falcon: admin-socket: another falcon answers on {first.Socket}; stop it first or give this one an admin-socket of its own\n", errors.ToString());
        using AdminClient client = first.Client();
        await client.MetricsAsync();
    }

    [Fact]
    public async Task The_socket_of_a_dead_daemon_is_replaced()
    {
        string path = RunningDaemon.NewSocketPath();
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (Socket dead = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(path));
            File.Move(path, path + ".kept");     // else closing would remove it, which a killed daemon does not
        }
        File.Move(path + ".kept", path);
        Assert.True(File.Exists(path));
        await using RunningDaemon daemon = await RunningDaemon.StartAsync(path);
        Assert.Equal(ExitCode.Fine, await daemon.StopAsync());
    }

    [Fact]
    public void A_plain_file_is_not_mistaken_for_a_dead_socket()
    {
        string file = Path.GetTempFileName();
        Assert.Equal($"{file} exists and is no socket; name another path or remove it", AdminSocket.Fault(file));
        File.Delete(file);
    }

    private static string Receive(Socket socket)
    {
        byte[] datagram = new byte[100];
        return Encoding.UTF8.GetString(datagram, 0, socket.Receive(datagram));
    }
}
