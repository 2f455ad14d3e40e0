using System.Runtime.CompilerServices;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Programs;
using Falcon.Xsk.Sockets;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>
/// A second process that owns an uplink program and its socket, to be killed. It runs this test executable again, which acts as the owner
/// instead of running tests if an environment variable is set.
/// </summary>
internal static class OwnerProcess
{
    private const string Variable = "FALCON_TEST_XDP_OWNER";
    private const string Ready = "attached";

    /// <summary>Starts the owner in the namespace of v0; returns when the program is attached.</summary>
    public static RunningCommand Start(VethPair veth)
    {
        Command owner = new Command(Environment.ProcessPath!).In(veth.Namespace(0)) with
        {
            Environment = new Dictionary<string, string> { [Variable] = $"{veth.IfIndex[0]}" },
        };
        RunningCommand running = owner.Start().Says(Ready);
        running.MustRun();
        return running;
    }

    [ModuleInitializer]
    internal static void OwnWhenAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } ifIndex)
            return;
        var umem = Umem.Allocate(64);
        var program = UplinkProgram.Attach(int.Parse(ifIndex), XskBindMode.Copy, VxlanFrames.Port, 2);
        var socket = XskSocket.Open(new XskSocketOptions { IfIndex = int.Parse(ifIndex), Umem = umem });
        program.SetSocket(0, socket);
        Console.WriteLine(Ready);
        Thread.Sleep(TimeSpan.FromMinutes(1));
        GC.KeepAlive((program, socket));
        Environment.Exit(1);
    }
}
