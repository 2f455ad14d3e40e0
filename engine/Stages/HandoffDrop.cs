namespace Falcon.Engine.Stages;

/// <summary>Why a frame is dropped between two workers.</summary>
public enum HandoffDrop : byte
{
    /// <summary>The receiving worker's inbox is full: that worker is overloaded.</summary>
    InboxFull,
}
