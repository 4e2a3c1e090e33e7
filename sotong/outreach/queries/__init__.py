"""The nouns of the outreach room, by what they are about; those of posts are the room's own too."""

from __future__ import annotations

from sotong.outreach.queries.posts import (
    Board,
    DepartmentRow,
    PostRow,
    Wanted,
    about,
    board,
    department,
    department_counts,
    departments,
    of_department,
    post,
    post_at,
    post_counts,
    posts,
    unsettled,
)

__all__ = [
    "Board",
    "DepartmentRow",
    "PostRow",
    "Wanted",
    "about",
    "board",
    "department",
    "department_counts",
    "departments",
    "of_department",
    "post",
    "post_at",
    "post_counts",
    "posts",
    "unsettled",
]
