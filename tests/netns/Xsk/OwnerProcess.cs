using System.Diagnostics;
using System.Runtime.CompilerServices;
using Falcon.Xsk;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>
/// A second process that owns an uplink program and its socket, to be killed. It is this test executable again, which in the presence
/// of a variable does that instead of running tests.
/// </summary>
internal static class OwnerProcess
{
    private const string Variable = "FALCON_TEST_XDP_OWNER";
    private const string Ready = "attached";

    /// <summary>Starts the owner in the namespace of v0; returns when the program is attached.</summary>
    public static Process Start(VethPair veth)
    {
        var start = new ProcessStartInfo("ip", ["netns", "exec", veth.Namespace(0), Environment.ProcessPath!]) { RedirectStandardOutput = true };
        start.Environment[Variable] = veth.IfIndex[0].ToString();
        Process process = Process.Start(start)!;
        string? line = process.StandardOutput.ReadLine();
        return line == Ready ? process : throw new InvalidOperationException($"the owner said: {line}{process.StandardOutput.ReadToEnd()}");
    }

    [ModuleInitializer]
    internal static void OwnWhenAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } ifIndex)
            return;
        Umem umem = Umem.Allocate(64);
        UplinkProgram program = UplinkProgram.Attach(int.Parse(ifIndex), XskBindMode.Copy, VxlanFrames.Port, 2);
        XskSocket socket = XskSocket.Open(new XskSocketOptions { IfIndex = int.Parse(ifIndex), Umem = umem });
        program.SetSocket(0, socket);
        Console.WriteLine(Ready);
        Thread.Sleep(TimeSpan.FromMinutes(1));
        GC.KeepAlive((program, socket));
        Environment.Exit(1);
    }
}
