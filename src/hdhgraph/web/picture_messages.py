"""What the pages of pictures say around the drawings, in French and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hdhgraph.i18n.plurals import Messages

__all__ = ["MESSAGES"]

MESSAGES: Final[Messages] = {
    "pictures": {"fr": "Images", "en": "Pictures"},
    "picture_kinds": {"fr": "Autres images du même sujet", "en": "Other pictures of the same"},
    "picture_filters": {"fr": "Choisir ce qui est dessiné", "en": "Choose what is drawn"},
    "picture_topic": {"fr": "Sujet", "en": "Topic"},
    "picture_actor": {"fr": "Acteur", "en": "Actor"},
    "picture_claim": {
        "fr": "Prise de position (nom court ou IRI)",
        "en": "Claim (short name or IRI)",
    },
    "picture_as_of": {"fr": "Tel que dit au", "en": "As said by"},
    "picture_draw": {"fr": "Dessiner", "en": "Draw"},
    "picture_scroll": {"fr": "Image, à faire défiler", "en": "Picture, scrolls"},
    "picture_wrong": {
        "fr": "Un filtre ne convient pas : changez-le ici, puis dessinez. Le service dit :",
        "en": "One filter cannot be used: change it here, then draw.",
    },
    "picture_zoom_in": {"fr": "Agrandir", "en": "Zoom in"},
    "picture_zoom_out": {"fr": "Réduire", "en": "Zoom out"},
    "picture_zoom_reset": {"fr": "Vue entière", "en": "Whole picture"},
    "picture_zoom_help": {
        "fr": "Agrandie, l'image se déplace à la souris ou au doigt. Au clavier, une fois sur "
        "l'image : + et - pour la taille, les flèches pour se déplacer, 0 pour tout voir ; "
        "Ctrl et la molette changent la taille.",
        "en": "Once larger, the picture moves by mouse or finger. By keyboard, on the picture: "
        "+ and - for its size, arrows to move, 0 to see all; Ctrl and the wheel change the size.",
    },
    "picture_zoomed": {"fr": "{percent}\u202f% de la vue entière", "en": "{percent}% of the whole"},
    "picture_download": {"fr": "Télécharger\u00a0:", "en": "Download:"},
    "picture_png": {"fr": "PNG", "en": "PNG"},
    "picture_failed": {
        "fr": "Le navigateur n'a pas pu faire ce PNG.",
        "en": "The browser could not make this PNG.",
    },
    "picture_link": {"fr": "Adresse de cette image", "en": "Address of this picture"},
    "picture_command": {"fr": "La même en ligne de commande", "en": "The same by command"},
    "picture_left_out": {
        "fr": {
            "one": "{count} prise de position ou événement de plus n'a pas trouvé place\u00a0: "
            "choisissez un sujet ou un acteur.",
            "many": "{count} de prises de position ou événements de plus n'ont pas trouvé "
            "place\u00a0: choisissez un sujet ou un acteur.",
            "other": "{count} prises de position ou événements de plus n'ont pas trouvé "
            "place\u00a0: choisissez un sujet ou un acteur.",
        },
        "en": {
            "one": "{count} more claim or event found no room: choose a topic or an actor.",
            "other": "{count} more claims or events found no room: choose a topic or an actor.",
        },
    },
    "picture_cut": {
        "fr": "Plus de {count} prises de position ou événements n'ont pas trouvé place\u00a0: "
        "choisissez un sujet ou un acteur.",
        "en": "More than {count} claims or events found no room: choose a topic or an actor.",
    },
    "picture_table": {"fr": "Le même contenu en tableau", "en": "The same content as a table"},
    "picture_reported": {
        "fr": "Prises de position qui nous parviennent par un relais",
        "en": "Claims that reach us by a relay",
    },
    "picture_reported_most": {
        "fr": "Seules {count} sont listées\u00a0: choisissez un sujet ou un acteur.",
        "en": "Only {count} are listed: choose a topic or an actor.",
    },
}
