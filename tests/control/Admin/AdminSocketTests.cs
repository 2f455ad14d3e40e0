using System.Net.Sockets;
using Falcon.Api;
using Falcon.Control.Admin;
using Falcon.Control.Daemon;
using Falcon.Testing.Processes;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Falcon.Control.Tests.Admin;

[Collection(nameof(RunningDaemon))]
public sealed class AdminSocketTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("falcon-admin");
    private readonly List<Socket> _clients = [];

    private string FilePath => Path.Combine(_directory.FullName, "admin.sock");

    public void Dispose()
    {
        foreach (Socket client in _clients) client.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_socket_whose_backlog_is_full_is_a_fault_after_a_while()
    {
        using Socket listener = NewSocket();
        listener.Bind(new UnixDomainSocketEndPoint(FilePath));
        listener.Listen(0);
        for (int i = 0; i < 3; i++) TryConnect();
        using StringWriter errors = new();
        int exit = await RunAsync(errors, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(ExitCode.Fault, exit);
        Assert.Contains("belongs to a process that accepts no connections", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_it_waits_it_can_be_stopped()
    {
        using Socket listener = NewSocket();
        listener.Bind(new UnixDomainSocketEndPoint(FilePath));
        listener.Listen(0);
        for (int i = 0; i < 3; i++) TryConnect();
        using StringWriter errors = new();
        using CancellationTokenSource stop = new();
        Task<int> run = RunAsync(errors, stop.Token);
        await stop.CancelAsync();
        Assert.Equal(ExitCode.Fine, await run.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void A_named_pipe_is_refused_and_not_opened()
    {
        new Command("mkfifo", FilePath).Run().Succeeds();
        Assert.Equal($"{FilePath} exists and is no socket; name another path or remove it", AdminSocket.Fault(FilePath, out _));
    }

    [Fact]
    public async Task Only_some_connections_are_accepted_at_a_time()
    {
        LimitedTransport transport = new(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        await using IConnectionListener listener = await transport.BindAsync(new UnixDomainSocketEndPoint(FilePath));
        for (int i = 0; i <= LimitedTransport.MostConnections; i++) TryConnect();
        List<ConnectionContext> accepted = [];
        for (int i = 0; i < LimitedTransport.MostConnections; i++) accepted.Add((await listener.AcceptAsync())!);
        Task<ConnectionContext?> next = listener.AcceptAsync().AsTask();
        Assert.False(next.IsCompleted);
        await accepted[0].DisposeAsync();
        await using ConnectionContext last = (await next.WaitAsync(TimeSpan.FromMinutes(1)))!;
        Assert.NotNull(last);
        foreach (ConnectionContext connection in accepted[1..]) await connection.DisposeAsync();
    }

    [Fact]
    public async Task Who_keeps_connections_without_asking_anything_does_not_keep_others_out()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        for (int i = 0; i < 3 * LimitedTransport.MostConnections; i++)
        {
            Socket client = NewSocket();
            _clients.Add(client);
            await client.ConnectAsync(new UnixDomainSocketEndPoint(daemon.Socket));
            await client.SendAsync("GET /v1/status HTTP/1.1\r\n"u8.ToArray());
        }

        using AdminClient patient = new(daemon.Socket, TimeSpan.FromMinutes(2));
        await patient.StatusAsync();
    }

    private static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private void TryConnect()
    {
        Socket client = NewSocket();
        _clients.Add(client);
        client.Blocking = false;
        try
        {
            client.Connect(new UnixDomainSocketEndPoint(FilePath));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
        {
            // The backlog is full.
        }
    }

    private Task<int> RunAsync(StringWriter errors, CancellationToken stop) => FalconDaemon.RunAsync(
        Yaml.Valid(Yaml.Minimal) with { AdminSocket = FilePath },
        (_, _) => throw new InvalidOperationException("it must not start"), errors, stop);
}
