using Falcon.Api;
using Falcon.Control.Admin;

namespace Falcon.Control.Cgroups;

/// <summary>Gives back the CPU limits that a killed daemon left lowered, without starting one.</summary>
public static class CgroupRecovery
{
    /// <summary>Does so for the daemon with that admin socket.</summary>
    /// <returns>What was given back, and what could not be; a line each.</returns>
    /// <exception cref="AdminException">The daemon runs; the limits are its business.</exception>
    public static IReadOnlyList<string> Run(string adminSocket)
    {
        if (AdminSocket.Fault(adminSocket, out _) is not null)
            throw new AdminException($"{adminSocket} is in use; a daemon that runs gives the limits back itself when it ends");
        List<string> lines = [];
        new CgroupJournal(CgroupJournal.FileFor(adminSocket)).Recover(lines.Add);
        return lines;
    }
}
