using System.Text.Json;
using Falcon.Xsk;

namespace Falcon.Control.Cgroups;

/// <summary>
/// What a daemon has lowered, in a file, written before each change: so that the next one gives back what a killed one could not. Not thread-safe.
/// </summary>
/// <param name="file">Its path; there is none while nothing is lowered.</param>
internal sealed class CgroupJournal(string file)
{
    private readonly Dictionary<string, JournalEntry> _entries = [];

    /// <summary>The journal of the daemon with that admin socket.</summary>
    public static string FileFor(string adminSocket) => adminSocket + ".cgroups";

    /// <summary>Notes what is about to be written to a cgroup.</summary>
    /// <exception cref="CgroupException">The file cannot be written; nothing may be lowered then.</exception>
    public void Put(JournalEntry entry)
    {
        _entries[entry.Directory] = entry;
        Save();
    }

    /// <summary>Forgets a cgroup that has its own limit again, or is gone. An entry that stays because the file cannot be written does no harm.</summary>
    public void Remove(string directory)
    {
        if (_entries.Remove(directory)) TrySave();
    }

    /// <summary>Gives back what a daemon before us has lowered; limits that somebody else has changed since stay as they are.</summary>
    /// <param name="tell">Told each cgroup that was given back, and each fault.</param>
    public void Recover(Action<string> tell)
    {
        foreach (JournalEntry entry in Load(tell))
        {
            try
            {
                var cgroup = new Cgroup(entry.Directory);
                if (!cgroup.Exists || !entry.Charged.Contains(cgroup.Read())) continue;
                cgroup.Write(entry.Original);
                tell($"cgroup {entry.Directory} has its own CPU limit again, which a daemon before this one had lowered");
            }
            catch (CgroupException e)
            {
                tell(e.Message);
            }
        }

        if (File.Exists(file)) TrySave();
    }

    private JournalEntry[] Load(Action<string> tell)
    {
        if (FileStatus.Find(file) is null && new FileInfo(file).LinkTarget is null) return [];
        try
        {
            return JsonSerializer.Deserialize(TrustedFile.ReadAllText(file), CgroupJson.Default.JournalEntryArray) ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or XskException)
        {
            tell($"{file} cannot be read, so cgroups may be left with a lowered CPU limit: {e.Message}");
            return [];
        }
    }

    private void TrySave()
    {
        try
        {
            Save();
        }
        catch (CgroupException)
        {
            // Whoever recovers finds a limit that is none of those we left, and lets it be.
        }
    }

    /// <summary>The file is whole at any moment: it is written aside and put in its place.</summary>
    private void Save()
    {
        try
        {
            if (_entries.Count == 0)
            {
                File.Delete(file);
                return;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            string aside = file + ".new";
            TrustedFile.WriteAllText(aside, JsonSerializer.Serialize([.. _entries.Values], CgroupJson.Default.JournalEntryArray));
            File.Move(aside, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XskException)
        {
            throw new CgroupException($"{file} cannot be written: {e.Message}", e);
        }
    }
}
